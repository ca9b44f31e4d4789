import type { Clock } from "../core/clock";
import { contentsOf, type HostedService, publish } from "../core/hosted-service";
import type { Network } from "../core/network";
import { Directory } from "./directory/directory";
import { type Deployer, type Origins, seedDeployer, seedResources } from "./directory/seed";
import { createGraph } from "./graph/graph";
import { graphHosts, loginHosts } from "./hosts";
import { createAccessTokens, type VerifiedAccessToken } from "./login/access-tokens";
import { createLogin } from "./login/login";

export interface EntraOptions {
    readonly clock: Clock;
    /** Where the services appear under Microsoft's own host names, and where issuers of federated credentials are found. */
    readonly network: Network;
    readonly tenantId: string;
    /** Where the clouds listen on this machine, such as `https://localhost:1234`; read at each request. */
    readonly origins: Origins;
}

export interface EntraTenant {
    readonly services: {
        /** Token endpoint, discovery and keys. */
        readonly login: HostedService;
        /** Microsoft Graph. */
        readonly graph: HostedService;
    };
    /** The deploying client: it manages the applications that it owns. */
    readonly deployer: Deployer;
    /** Whether a service whose clock says `now` accepts the token. */
    verifyAccessToken(
        authorization: string | null,
        audiences: readonly string[],
        now: Date,
    ): Promise<VerifiedAccessToken>;
    findPrincipal(objectId: string): { readonly type: "ServicePrincipal" | "User" | "Group" } | undefined;
    /** From now on, the token endpoint sees a new credential only after that many seconds. */
    setPropagationDelay(seconds: number): void;
    /** A path for each application, service principal and credential created since the start. */
    contents(): string[];
}

/** One Microsoft Entra tenant, in memory. */
export async function createEntra(options: EntraOptions): Promise<EntraTenant> {
    const { clock, network, tenantId, origins } = options;
    const directory = new Directory(clock);
    seedResources(directory, origins);
    const deployer = seedDeployer(directory);
    const accessTokens = await createAccessTokens(clock, tenantId);
    const services = {
        login: {
            name: "login",
            hosts: loginHosts,
            handler: createLogin({ clock, network, tenantId, directory, accessTokens, localOrigin: origins.login }),
            contents: () => [],
        },
        graph: {
            name: "graph",
            hosts: graphHosts,
            handler: createGraph({ clock, tenantId, directory, accessTokens, origins }),
            contents: () => objectsIn(directory),
        },
    };
    publish(services, network);
    return {
        services,
        deployer,
        verifyAccessToken: (authorization, audiences, now) => accessTokens.verify(authorization, audiences, now),
        findPrincipal: (objectId) =>
            directory.servicePrincipal(objectId) === undefined ? undefined : { type: "ServicePrincipal" },
        setPropagationDelay: (seconds) => {
            directory.setPropagationDelay(seconds);
        },
        contents: () => contentsOf(services),
    };
}

function objectsIn(directory: Directory): string[] {
    const applications = directory.applications().filter((application) => !application.builtIn);
    const principals = directory.servicePrincipals().filter((principal) => !principal.builtIn);
    return [
        ...applications.flatMap((application) => [
            `/applications/${application.id}`,
            ...application.credentials
                .current()
                .map((credential) => `/applications/${application.id}/federatedIdentityCredentials/${credential.id}`),
        ]),
        ...principals.map((principal) => `/servicePrincipals/${principal.id}`),
    ];
}
