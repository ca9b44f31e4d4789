import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as semver from "semver";

const MODULE = "github.com/pulumi/pulumi/pkg/v3";

/** The folder with `go.mod`, the only place that pins the version of the Pulumi engine. */
export const ENGINE_MODULE_FOLDER = join(__dirname, "..");

/** The pinned version of the Pulumi engine, without the leading `v`. */
export function pinnedVersion(goMod = readFileSync(join(ENGINE_MODULE_FOLDER, "go.mod"), "utf8")): string {
    const version = new RegExp(`^\\s*${MODULE} v(\\d+\\.\\d+\\.\\d+)`, "m").exec(goMod)?.[1];
    if (version === undefined) {
        throw new Error(`tools/go.mod does not require ${MODULE}.`);
    }
    return version;
}

/** Whether a version as `pulumi version` or `go env GOVERSION` prints it is at least `minimum`. */
export function isAtLeast(version: string, minimum: string): boolean {
    const parsed = semver.parse(version) ?? semver.coerce(version);
    return parsed !== null && semver.gte(parsed, minimum);
}
