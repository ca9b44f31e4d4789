import { ApplicationFederatedIdentityCredential } from "@pulumi/azuread/applicationFederatedIdentityCredential";
import { Application } from "@pulumi/azuread/application";
import { ServicePrincipal } from "@pulumi/azuread/servicePrincipal";
import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment";
import { IdentityPool } from "@pulumi/aws/cognito/identityPool";
import { Policy } from "@pulumi/aws/iam/policy";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment";
import { CustomResource, type Input, type Output } from "@pulumi/pulumi";

const SUBSCRIPTION = "/subscriptions/22222222-2222-4222-8222-222222222222";

/** What `npm run bench` compares the stack's program with: the same resources, declared one after the other. */
export = function bareProgram(): Promise<Record<string, Output<string>>> {
    const outputs = { orders: workload("orders"), reports: workload("reports") };
    return Promise.resolve(outputs);
};

class Identity extends CustomResource {
    declare readonly identityId: Output<string>;

    constructor(name: string, args: Record<string, Input<string>>) {
        super("cognito-entra:index:DeveloperIdentity", name, { identityId: undefined, ...args });
    }
}

function workload(name: "orders" | "reports"): Output<string> {
    const pool = new IdentityPool(`${name}-pool`, {
        identityPoolName: `bare-${name}`,
        developerProviderName: `entra.${name}`,
        allowUnauthenticatedIdentities: false,
        allowClassicFlow: false,
    });
    const identity = new Identity(`${name}-identity`, {
        identityPoolId: pool.id,
        developerProviderName: `entra.${name}`,
        developerUserIdentifier: name,
    });
    const policy = new Policy(`${name}-policy`, {
        name: `bare-${name}`,
        policy: pool.arn.apply((arn) =>
            JSON.stringify({
                Version: "2012-10-17",
                Statement: [
                    { Effect: "Allow", Action: "cognito-identity:GetOpenIdTokenForDeveloperIdentity", Resource: arn },
                ],
            }),
        ),
    });
    const role =
        name === "orders"
            ? "orders"
            : new Role(`${name}-role`, {
                  name: `bare-${name}`,
                  assumeRolePolicy: JSON.stringify({
                      Version: "2012-10-17",
                      Statement: [
                          { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
                      ],
                  }),
              }).name;
    new RolePolicyAttachment(`${name}-attachment`, { role, policyArn: policy.arn });
    const application = new Application(`${name}-application`, { displayName: `bare-${name}` });
    const principal = new ServicePrincipal(`${name}-principal`, { clientId: application.clientId });
    new ApplicationFederatedIdentityCredential(`${name}-credential`, {
        applicationId: application.id,
        displayName: `cognito-${name}`,
        issuer: "https://cognito-identity.amazonaws.com",
        audiences: [pool.id],
        subject: identity.identityId,
    });
    const groups = name === "orders" ? ["groups/a", "groups/b"] : ["groups/c"];
    for (const [index, group] of groups.entries()) {
        new RoleAssignment(`${name}-assignment-${String(index)}`, {
            roleAssignmentName: `00000000-0000-4000-8000-${name === "orders" ? "00000000000" : "10000000000"}${String(index)}`,
            principalId: principal.objectId,
            principalType: "ServicePrincipal",
            roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`,
            scope: `${SUBSCRIPTION}/resourceGroups/${group.split("/")[1] ?? ""}`,
        });
    }
    return application.clientId;
}
