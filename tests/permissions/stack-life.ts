import assert from "node:assert/strict";
import type { PropertyMap } from "@cognito-entra/plumbing";
import { ACCOUNT, REGION } from "../sandbox/aws/fixture";
import { textOf, verbsOf, type StandIns, type Verbs } from "../sandbox/stand-ins/verbs";
import { document, GROUP, inputs, PREFIX, READER, SUBSCRIPTION, type World } from "./world";

const anySignal = new AbortController().signal;
/** More than IAM keeps, so that an old one must go. */
const policyVersions = 6;

interface Made {
    readonly id: string;
    readonly outputs: PropertyMap;
    delete(): Promise<void>;
}

/** Create, read, update and delete of everything that a stack has in AWS, in the engine's order. */
export async function liveInAws({ standIns: { aws }, identities, findIdentityPools }: World): Promise<void> {
    const types = awsVerbs(aws);
    await findIdentityPools({ name: inputs.pool.identityPoolName, region: REGION }, anySignal);
    const pool = await make(types.pool, inputs.pool);
    const key = { identityPoolId: pool.id, developerProviderName: "entra.orders", developerUserIdentifier: "orders" };
    const identityId = await identities.ensure(key, anySignal);
    assert.equal(await identities.find(key, anySignal), identityId);
    const poolArn = textOf(pool.outputs, "arn");
    const ordersPolicy = await make(types.policy, inputs.policy("orders", poolArn));
    const reportsPolicy = await make(types.policy, inputs.policy("reports", poolArn));
    const role = await make(types.role, inputs.role);
    const ordersAttachment = await make(types.attachment, { role: "orders", policyArn: ordersPolicy.id });
    const reportsAttachment = await make(types.attachment, { role: role.id, policyArn: reportsPolicy.id });
    const parameter = await make(types.parameter, inputs.parameter);

    await types.pool.update(pool.id, inputs.pool, { ...inputs.pool, allowClassicFlow: true });
    const newTags = { stage: "dev", "cognito-entra:stack": PREFIX };
    await types.pool.update(pool.id, inputs.pool, { ...inputs.pool, tags: newTags });
    await updatePolicy(types.policy, ordersPolicy.id, inputs.policy("orders", poolArn));
    const newTrust = document({ Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" });
    const changes = [{ assumeRolePolicy: newTrust }, { description: "All reports" }, { maxSessionDuration: 7200 }];
    for (const change of [...changes, { tags: { stage: "dev" } }]) {
        await types.role.update(role.id, inputs.role, { ...inputs.role, ...change });
    }
    const newParameter = { ...inputs.parameter, insecureValue: "other", tags: { stage: "dev" } };
    await types.parameter.update(parameter.id, inputs.parameter, newParameter);

    const all = [parameter, ordersAttachment, reportsAttachment, role, ordersPolicy, reportsPolicy, pool];
    for (const made of all) {
        await made.delete();
    }
}

/** Everything in Entra and Azure. */
export async function liveInEntraAndAzure({ standIns: { azuread, azureNative }, entra }: World): Promise<void> {
    const owners = [entra.deployer.objectId];
    const application = await make(verbsOf(azuread, "azuread:index/application:Application"), {
        displayName: `${PREFIX}-orders`,
        owners,
    });
    const principal = await make(verbsOf(azuread, "azuread:index/servicePrincipal:ServicePrincipal"), {
        clientId: textOf(application.outputs, "clientId"),
        owners,
        useExisting: true,
    });
    const credential = await make(
        verbsOf(azuread, "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential"),
        {
            applicationId: application.id,
            displayName: "cognito-orders",
            issuer: "https://cognito-identity.amazonaws.com",
            audiences: ["audience"],
            subject: "subject",
        },
    );
    const assignments = verbsOf(azureNative, "azure-native:authorization:RoleAssignment");
    const assignment = {
        roleAssignmentName: "6d1f7f0e-3c55-4d0e-8f7a-2b9f4f6f1c11",
        scope: GROUP,
        principalId: textOf(principal.outputs, "objectId"),
        principalType: "ServicePrincipal",
        roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${READER}`,
    };
    const assigned = await make(assignments, assignment);
    await assignments.update(assigned.id, assignment, { ...assignment, description: "Reads" });
    for (const made of [assigned, credential, principal, application]) {
        await made.delete();
    }
}

/** Deletes, as an administrator, whatever a life that broke off has left. */
export async function cleanUp(world: World): Promise<void> {
    const { aws, azuread, azureNative } = world.standIns;
    const types = awsVerbs(aws);
    await world.asAdministrator(async () => {
        const lines = world.aws.aws.contents();
        for (const [role, policyArn] of lines.map((line) => line.split(" has "))) {
            if (policyArn !== undefined) {
                await types.attachment.delete(`${nameIn(role ?? "")}/${policyArn}`);
            }
        }
        for (const line of lines.filter((other) => !other.includes(" has "))) {
            const kind = /^arn:[^/]*:(policy|role|identitypool|parameter)\//.exec(line)?.[1];
            await (kind === "policy" ? types.policy.delete(line) : undefined);
            await (kind === "role" ? types.role.delete(nameIn(line)) : undefined);
            await (kind === "identitypool" ? types.pool.delete(nameIn(line)) : undefined);
            await (kind === "parameter"
                ? types.parameter.delete(line.slice(line.indexOf(":parameter/") + ":parameter".length))
                : undefined);
        }
        for (const id of world.azure.contents()) {
            await verbsOf(azureNative, "azure-native:authorization:RoleAssignment").delete(id);
        }
    });
    for (const id of world.entra.contents().filter((line) => /^\/applications\/[^/]+$/.test(line))) {
        await verbsOf(azuread, "azuread:index/application:Application").delete(id);
    }
    assert.deepEqual([...world.aws.aws.contents(), ...world.azure.contents(), ...world.entra.contents()], []);
}

export function awsVerbs(aws: StandIns["aws"]) {
    return {
        pool: verbsOf(aws, "aws:cognito/identityPool:IdentityPool"),
        policy: verbsOf(aws, "aws:iam/policy:Policy"),
        role: verbsOf(aws, "aws:iam/role:Role"),
        attachment: verbsOf(aws, "aws:iam/rolePolicyAttachment:RolePolicyAttachment"),
        parameter: verbsOf(aws, "aws:ssm/parameter:Parameter"),
    };
}

async function make(verbs: Verbs, properties: PropertyMap): Promise<Made> {
    const { inputs: checked, failures } = await verbs.check(properties);
    assert.deepEqual(failures, []);
    const { id, outputs } = await verbs.create(checked);
    assert.notEqual(await verbs.read(id, checked, outputs), undefined);
    return { id, outputs, delete: () => verbs.delete(id) };
}

async function updatePolicy(policies: Verbs, id: string, first: PropertyMap): Promise<void> {
    let olds = first;
    for (let version = 2; version <= policyVersions; version += 1) {
        const Resource = `arn:aws:cognito-identity:eu-central-1:${ACCOUNT}:identitypool/${version}`;
        const news = { ...first, policy: document({ Action: "cognito-identity:DescribeIdentityPool", Resource }) };
        await policies.update(id, olds, news);
        olds = news;
    }
    await policies.update(id, olds, { ...olds, tags: { stage: "dev" } });
}

function nameIn(arn: string): string {
    return arn.slice(arn.lastIndexOf("/") + 1);
}
