import { listParameters, tagParameters, queryApi } from "./query-api";
import type { AwsConnection } from "./signed-fetch";
import { tagChanges, type Tags } from "./tags";

/** Brings the tags of an IAM policy, role or OpenID Connect provider from `olds` to `news`. */
export async function updateIamTags(
    connection: AwsConnection,
    kind: "Policy" | "Role" | "OpenIDConnectProvider",
    identifier: Readonly<Record<string, string>>,
    olds: Tags,
    news: Tags,
    signal: AbortSignal,
): Promise<void> {
    const { removed, set } = tagChanges(olds, news);
    if (removed.length > 0) {
        await queryApi(
            connection,
            "iam",
            `Untag${kind}`,
            { ...identifier, ...listParameters("TagKeys", removed) },
            signal,
        );
    }
    if (Object.keys(set).length > 0) {
        await queryApi(connection, "iam", `Tag${kind}`, { ...identifier, ...tagParameters(set) }, signal);
    }
}
