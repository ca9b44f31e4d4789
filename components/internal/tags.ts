import * as pulumi from "@pulumi/pulumi";

/** Entra's tags are plain strings: `key:value`, sorted so that a preview does not flicker. */
export function entraTags(tags: Tags | undefined): pulumi.Output<string[]> | undefined {
    return tags === undefined
        ? undefined
        : pulumi.output(tags).apply((entries) =>
              Object.entries(entries)
                  .map(([key, value]) => `${key}:${value}`)
                  .sort(),
          );
}

/** Tags for AWS resources: key to value. */
export type Tags = pulumi.Input<Record<string, pulumi.Input<string>>>;
