import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PersonError } from "../../tools/person-error";
import { readStackSurroundings } from "../../tools/stack-file";

describe("what the sandbox reads of a stack's file", () => {
    let folder: string;
    before(async () => {
        folder = await mkdtemp(join(tmpdir(), "stack-file-"));
    });
    after(() => rm(folder, { recursive: true }));

    async function read(yaml: string): ReturnType<typeof readStackSurroundings> {
        const file = join(folder, "Pulumi.test.yaml");
        await writeFile(file, yaml);
        return readStackSurroundings(file);
    }

    it("is the roles and scopes that must be there, each once", async () => {
        const role = "arn:aws-us-gov:iam::999988887777:role/team/orders";
        const scope = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/orders";
        assert.deepEqual(
            await read(`config:
  aws:region: us-gov-west-1
  azuread:tenantId: t
  azure-native:subscriptionId: s
  cognito-entra:workloads:
    - { name: a, caller: { roles: [${role}, ${role}, nonsense, 7] }, roleAssignments: [{ scope: ${scope} }, { scope: 3 }] }
    - { name: b, caller: { service: lambda.amazonaws.com }, roleAssignments: [{ scope: ${scope} }] }
`),
            {
                accountId: "999988887777",
                region: "us-gov-west-1",
                tenantId: "t",
                subscriptionId: "s",
                callerRoleArns: [role],
                existingScopes: [scope],
            },
        );
    });

    it("names the value that is missing", async () => {
        await assert.rejects(read("config: { aws:region: eu-central-1 }"), (error) => {
            assert.ok(error instanceof PersonError);
            assert.equal(
                error.message,
                `${join(folder, "Pulumi.test.yaml")}: config.azuread:tenantId is missing; the sandbox makes its clouds for that value. Give it, as Pulumi.dev.yaml does.`,
            );
            return true;
        });
    });
});
