/** An identity pool. */
export interface IdentityPool {
    /** `REGION:GUID` */
    readonly id: string;
    readonly arn: string;
    name: string;
    allowUnauthenticatedIdentities: boolean;
    allowClassicFlow: boolean;
    developerProviderName: string | undefined;
    providers: IdentityPoolProviders;
    readonly tags: Map<string, string>;
}

/** Providers other than the developer's own. */
export interface IdentityPoolProviders {
    readonly supportedLogins: ReadonlyMap<string, string>;
    readonly openIdConnect: readonly string[];
    readonly saml: readonly string[];
    readonly userPools: readonly UserPoolClient[];
}

interface UserPoolClient {
    readonly providerName: string;
    readonly clientId: string;
    readonly serverSideTokenCheck: boolean;
}

/** An identity, and the developer's users linked to it. */
export interface Identity {
    /** `REGION:GUID` */
    readonly id: string;
    readonly pool: IdentityPool;
    readonly users: Set<string>;
    readonly createdAt: Date;
    modifiedAt: Date;
}

/** All of Cognito's identity pools in the account and region. */
export class CognitoStore {
    /** By id. */
    readonly pools = new Map<string, IdentityPool>();
    /** By id. */
    readonly identities = new Map<string, Identity>();

    findByUser(pool: IdentityPool, user: string): Identity | undefined {
        return this.identitiesOf(pool).find(({ users }) => users.has(user));
    }

    identitiesOf(pool: IdentityPool): readonly Identity[] {
        return [...this.identities.values()].filter((identity) => identity.pool === pool);
    }
}
