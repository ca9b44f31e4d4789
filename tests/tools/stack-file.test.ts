import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PersonError } from "../../tools/person-error";
import { readStackFile, surroundingsOf } from "../../tools/stack-file";

const SUBSCRIPTION = "c4a9d2f7-61b8-4e03-8d5c-29f1e7b3a640";
const TENANT = "5f0b7c1e-3d64-4c8a-9b0e-7a2d41c6e895";

describe("a stack's file", () => {
    let folder: string;
    before(async () => {
        folder = await mkdtemp(join(tmpdir(), "stack-file-"));
    });
    after(() => rm(folder, { recursive: true }));

    async function read(yaml: string): ReturnType<typeof readStackFile> {
        await writeFile(join(folder, "Pulumi.test.yaml"), yaml);
        return readStackFile("test", folder);
    }

    it("names the roles and scopes that must be there, each once", async () => {
        const role = "arn:aws-us-gov:iam::999988887777:role/team/orders";
        const scope = `/subscriptions/${SUBSCRIPTION}/resourceGroups/orders`;
        const settings = await read(`config:
  aws:region: us-gov-west-1
  azuread:tenantId: ${TENANT}
  azure-native:subscriptionId: ${SUBSCRIPTION}
  cognito-entra:workloads:
    - name: first
      caller: { roles: ["${role}"] }
      roleAssignments: [{ role: Reader, scope: "${scope}" }]
    - name: second
      caller: { roles: ["${role}"] }
      roleAssignments: [{ role: Reader, scope: "${scope}" }]
    - name: third
      caller: { service: lambda.amazonaws.com }
`);
        const { deployer, ...surroundings } = surroundingsOf(settings, "test");
        assert.deepEqual(surroundings, {
            accountId: "999988887777",
            region: "us-gov-west-1",
            tenantId: TENANT,
            subscriptionId: SUBSCRIPTION,
            callerRoleArns: [role],
            existingScopes: [scope],
        });
        assert.deepEqual(
            deployer.azure.map(({ role, scope: at }) => [role, at]),
            [["Role Based Access Control Administrator", scope]],
        );
        assert.equal(deployer.aws.permissionsBoundary, undefined);
    });

    for (const [what, yaml, message] of [
        [
            "every mistake",
            "config:\n  aws:region: eu-centrl-1\n  azuread:tenantId: nobody\n",
            [
                "Pulumi.test.yaml has 4 mistakes; nothing was deployed.",
                'Pulumi.test.yaml: aws:region: "eu-centrl-1" is not an AWS region; did you mean "eu-central-1"?',
                'Pulumi.test.yaml: azuread:tenantId: "nobody" is not a tenant id, which is a GUID such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301',
                "Pulumi.test.yaml: azure-native:subscriptionId: is missing; write the subscription's GUID",
                "Pulumi.test.yaml: cognito-entra:workloads: is missing; write a list of at least one workload",
            ].join("\n"),
        ],
        [
            "the place where it is not YAML",
            "config:\n\taws:region: eu-central-1\n",
            "Pulumi.test.yaml, line 2, column 1: not YAML: Tabs are not allowed as indentation.",
        ],
    ] as const) {
        it(`says ${what} when it is wrong`, async () => {
            await assert.rejects(read(yaml), (error) => {
                assert.ok(error instanceof PersonError);
                assert.equal(error.message, message);
                return true;
            });
        });
    }

    it("that does not exist is named", async () => {
        await assert.rejects(readStackFile("nobody", folder), (error) => {
            assert.ok(error instanceof PersonError);
            assert.equal(
                error.message,
                "Pulumi.nobody.yaml does not exist: copy Pulumi.dev.yaml, or name another stack.",
            );
            return true;
        });
    });
});
