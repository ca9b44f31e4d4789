import type { CognitoStore } from "./cognito-identity/store";
import type { IamStore } from "./iam/store";
import type { ParameterStore } from "./systems-manager/store";

/** Everything there is, a line each: an ARN, an id, or what is bound to what. */
export function listContents(iam: IamStore, cognito: CognitoStore, ssm: ParameterStore): readonly string[] {
    return [
        ...[...cognito.pools.values()].map(({ arn }) => arn),
        ...[...cognito.identities.keys()],
        ...[...iam.policies.keys()],
        ...[...iam.openIdConnectProviders.keys()],
        ...[...iam.roles.values()].flatMap((role) => [
            role.arn,
            ...[...role.attachedPolicies].map((policyArn) => `${role.arn} has ${policyArn}`),
            ...[...role.inlinePolicies.keys()].map((name) => `${role.arn} has the inline policy ${name}`),
        ]),
        ...[...ssm.parameters.values()].map(({ arn }) => arn),
        ...(iam.outboundFederationEnabled ? ["outbound web identity federation"] : []),
    ];
}
