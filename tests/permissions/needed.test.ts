import assert from "node:assert/strict";
import type { AllowStatement, PolicyDocument } from "../../rules/aws/policy-document";
import { deployerPermissions } from "../../settings/deployer-permissions";
import { grantsOf } from "../../tools/stack-file";
import { cleanUp, liveInAws, liveInEntraAndAzure } from "./stack-life";
import { GROUP, PREFIX, READER, settings, World } from "./world";

const NIL = "00000000-0000-0000-0000-000000000000";
const permissions = deployerPermissions(settings, { namePrefix: PREFIX });

/** Every action of every statement, by itself. */
const actions = permissions.aws.flatMap(({ Statement }) =>
    Statement.flatMap(({ Sid, Action }) => Action.map((action): readonly [string, string] => [Sid, action])),
);

/**
 * What the rules print is enough for the life of a stack, and no action of it is too much: without any one of them, a verb of the stack fails
 * for want of just that action. The stand-ins make the calls that the real providers make. Does not prove that the real clouds ask for the same actions.
 */
describe("the permissions of whoever deploys", function () {
    this.timeout(60_000);
    let world: World;

    before(async () => {
        world = await World.create();
    });
    afterEach(async () => {
        world.grant(grantsOf(permissions));
        await cleanUp(world);
    });
    after(() => world.close());

    it("are enough", async () => {
        await liveInAws(world);
        await liveInEntraAndAzure(world);
    });

    it("are all that the sandbox's deployer has in Entra", async () => {
        const printed = permissions.entra.applicationPermissions.map(({ value }) => value);
        assert.deepEqual(await world.graphRoles(), printed);
    });

    it("are enough to be worth trying one by one", () => {
        assert.ok(actions.length >= 35, `${actions.length} actions`);
    });

    for (const [sid, action] of actions) {
        it(`need ${action} in ${sid}`, async () => {
            world.grant({ ...grantsOf(permissions), aws: grantsOf({ ...permissions, aws: without(sid, action) }).aws });
            await assert.rejects(liveInAws(world), new RegExp(`is not authorized to perform: ${action} on resource`));
        });
    }

    const condition = permissions.azure[0]?.condition ?? "";
    for (const [what, azure, verb] of [
        ["a role at the scope", [], "write"],
        ["the stack's role in its condition, to assign it", [conditional(condition.replace(READER, NIL))], "write"],
        [
            "the stack's role in its condition, to take it away",
            [conditional(condition.slice(0, -200) + condition.slice(-200).replace(READER, NIL))],
            "delete",
        ],
        [
            "service principals in its condition",
            [conditional(condition.replaceAll("'ServicePrincipal'", "'User'"))],
            "write",
        ],
    ] as const) {
        it(`need ${what} in Azure`, async () => {
            world.grant({ ...grantsOf(permissions), azure });
            await assert.rejects(
                liveInEntraAndAzure(world),
                new RegExp(`AuthorizationFailed: .*action 'Microsoft.Authorization/roleAssignments/(?:read|${verb})'`),
            );
        });
    }
});

function conditional(condition: string) {
    return { role: "Role Based Access Control Administrator", scope: GROUP, condition };
}

function without(sid: string, action: string): readonly PolicyDocument[] {
    const less = (statement: AllowStatement): AllowStatement[] => {
        const Action = statement.Action.filter((other) => statement.Sid !== sid || other !== action);
        return Action.length === 0 ? [] : [{ ...statement, Action }];
    };
    return permissions.aws.map((policy) => ({ ...policy, Statement: policy.Statement.flatMap(less) }));
}
