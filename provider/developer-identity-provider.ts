import type { ProviderHandler } from "@cognito-entra/plumbing";
import { cognitoClients, type AwsAccess } from "./clients/cognito-clients";
import { cognitoIdentities } from "./clients/cognito-identities";
import { checkConfiguration, parseConfiguration } from "./configuration";
import { developerIdentityResource } from "./resources/developer-identity";
import { version } from "./package.json";
import { packageSchema } from "./package-schema";

/** The Pulumi provider `cognito-entra`, which owns developer identities of Cognito identity pools. */
export function developerIdentityProvider(access: AwsAccess = {}): ProviderHandler {
    const identitiesOf = (configuration: Parameters<typeof cognitoClients>[0]) =>
        cognitoIdentities(cognitoClients(configuration, access));
    let identities = identitiesOf({ profile: undefined, assumeRoles: [] });
    return {
        name: "cognito-entra",
        version,
        schema: () => packageSchema(version),
        checkConfig: (news) => Promise.resolve(checkConfiguration(news)),
        configure: (config) => {
            identities = identitiesOf(parseConfiguration(config));
            return Promise.resolve();
        },
        resources: { "cognito-entra:index:DeveloperIdentity": developerIdentityResource(() => identities) },
        functions: {},
    };
}
