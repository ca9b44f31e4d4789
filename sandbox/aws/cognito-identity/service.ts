import { jsonProtocol } from "../kernel/protocol/json-protocol";
import { allCognitoIssuerHosts } from "../kernel/partition";
import { authorizerOf, regionalHost, type Service, type ServiceContext } from "../kernel/service";
import { type DeletionFailure, identityOperations } from "./identity-operations";
import { CognitoIssuer } from "./issuer";
import { poolOperations } from "./pool-operations";
import { CognitoStore } from "./store";

export interface CognitoIdentityService extends Service {
    /** Makes DeleteIdentities leave that identity unprocessed, from now on. */
    failDeletion(identityId: string, code: DeletionFailure): void;
}

/** Identity pools. https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/Welcome.html */
export function cognitoIdentityService(context: ServiceContext): CognitoIdentityService {
    const { account } = context;
    const targetPrefix = "AWSCognitoIdentityService";
    const protocol = jsonProtocol(targetPrefix, {
        throttling: "TooManyRequestsException",
        unknownMember: "InvalidParameterException",
    });
    const authorizer = authorizerOf(context, protocol);
    const store = new CognitoStore();
    const issuer = new CognitoIssuer(account);
    const deletionFailures = new Map<string, DeletionFailure>();
    return {
        name: "cognito-identity",
        protocol,
        operations: new Map([
            ...poolOperations(account, store, authorizer),
            ...identityOperations(account, store, authorizer, issuer, deletionFailures),
        ]),
        openOperations: new Map(),
        hosts: [regionalHost(account, "cognito-identity")],
        published: new Map(allCognitoIssuerHosts().map((host) => [host, issuer.wellKnown(host)])),
        contents: () => [...[...store.pools.values()].map(({ arn }) => arn), ...store.identities.keys()],
        failDeletion: (identityId, code) => {
            deletionFailures.set(identityId, code);
        },
    };
}
