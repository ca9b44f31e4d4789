import type { ProviderHandler } from "@cognito-entra/plumbing";
import { awsAccount } from "./clients/aws-account";
import { awsClients, type AwsAccess } from "./clients/aws-clients";
import { cognitoIdentities } from "./clients/cognito-identities";
import { graphSignIn } from "./clients/entra-tokens";
import { checkConfiguration, parseConfiguration, type Configuration } from "./configuration";
import { findApplications } from "./functions/find-applications";
import { findIdentityPools } from "./functions/find-identity-pools";
import { developerIdentityResource } from "./resources/developer-identity";
import { version } from "./package.json";
import { packageSchema } from "./package-schema";

/**
 * The Pulumi provider `cognito-entra`: it manages developer identities of Cognito identity pools, and looks up identity
 * pools and Entra applications whose names are about to be used.
 */
export function developerIdentityProvider(access: AwsAccess = {}): ProviderHandler {
    const clientsOf = (configuration: Configuration) => {
        const clientsFor = awsClients(configuration, access);
        const account = awsAccount(configuration, clientsFor);
        return {
            clientsFor,
            account,
            identities: cognitoIdentities(clientsFor, account),
            signIn: graphSignIn(configuration.azuread),
        };
    };
    let clients = clientsOf(parseConfiguration({}));
    return {
        name: "cognito-entra",
        version,
        schema: () => packageSchema(version),
        checkConfig: (news) => Promise.resolve(checkConfiguration(news)),
        configure: (config) => {
            clients = clientsOf(parseConfiguration(config));
            return Promise.resolve();
        },
        resources: { "cognito-entra:index:DeveloperIdentity": developerIdentityResource(() => clients.identities) },
        functions: {
            "cognito-entra:index:findApplications": findApplications((tenantId, signal) =>
                clients.signIn(tenantId, signal),
            ),
            "cognito-entra:index:findIdentityPools": findIdentityPools(
                (region) => clients.clientsFor(region),
                () => clients.account,
            ),
        },
    };
}
