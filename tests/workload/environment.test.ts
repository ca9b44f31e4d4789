import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const KIT = join(__dirname, "..", "..", "workload");
const VARIABLE = /\b(?:AZURE|AWS|COGNITO|FEDERATION|IDENTITY|ECS)_[A-Z\d_]+\b/g;
// Constants of the sources, and what AWS's own SDK reads: the kit only names them in messages.
const NOT_READ =
    /_(?:MILLISECONDS|CLOUDS|TIMEOUT)$|^COGNITO_ID$|^AWS_(?:PROFILE|ROLE_ARN|ACCESS_KEY_ID|ENDPOINT_URL(?:_COGNITO_IDENTITY|_STS)?|CONTAINER_AUTHORIZATION_TOKEN_FILE)$/;

/** The variables that the kit's sources name outside comments, without the doctor's. */
function variablesOf(path: string): string[] {
    const code = readFileSync(path, "utf8").replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, "");
    return (code.match(VARIABLE) ?? []).filter((name) => !NOT_READ.test(name));
}

describe("The environment of the kit", () => {
    const sources = readdirSync(KIT, { recursive: true, encoding: "utf8" }).filter(
        (name) => name.endsWith(".ts") && !/^(?:doctor|dist|node_modules)\b/.test(name) && name !== "environment.ts",
    );
    const named = new Set(sources.flatMap((name) => variablesOf(join(KIT, name))));
    const described = new Set(variablesOf(join(KIT, "environment.ts")));

    it("is described by its type, each variable that is read and no other", () => {
        assert.ok(named.size > 20, String(named.size));
        assert.deepEqual([...described].sort(), [...named].sort());
    });

    it("is described in the readme", () => {
        const readme = readFileSync(join(KIT, "README.md"), "utf8");
        assert.deepEqual(
            [...named].filter((name) => !readme.includes(`\`${name}\``)),
            [],
        );
    });
});
