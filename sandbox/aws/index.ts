import type { Clock } from "../core/clock";
import type { Handler, Network } from "../core/network";
import type { DeletionFailure } from "./cognito-identity/identity-operations";
import { cognitoIdentityService } from "./cognito-identity/service";
import { containerCredentials } from "./container-credentials/container-credentials";
import { existingRole } from "./iam/existing-role";
import { iamService } from "./iam/service";
import { Credentials } from "./kernel/credentials";
import { type Throttles, commonEndpoint, endpointsByHost } from "./kernel/endpoint";
import { type DeployerGrants, grantDeployer, revokeDeployer } from "./deployer-grants";
import { IamStore, type User } from "./iam/store";
import { type Account, iamArn } from "./kernel/account";
import { parsePolicyDocument } from "./kernel/authorization/policy-document";
import { partitionOf } from "./kernel/partition";
import type { Service } from "./kernel/service";
import { uniqueId } from "./kernel/unique-id";
import { stsService } from "./sts/service";
import { systemsManagerService } from "./systems-manager/service";

const DEPLOYER_NAME = "deployer";

/** What the account is and what is in it from the start. */
export interface AwsOptions {
    readonly clock: Clock;
    /** Where the services appear under AWS's own host names, and where issuers of web identities are found. */
    readonly network: Network;
    /** 12 digits. */
    readonly accountId: string;
    /** The one region; its partition is the account's. */
    readonly region: string;
    /** Roles that exist before the deployment: they trust ecs-tasks.amazonaws.com and have no permissions. */
    readonly callerRoleArns: readonly string[];
    /** Whether outbound web identity federation is on. @default false */
    readonly outboundFederation?: boolean;
    /** What an administrator has given to whoever deploys. */
    readonly deployer: DeployerGrants;
}

/** One AWS account in memory. */
export interface AwsCloud {
    /** One endpoint for all services, for AWS_ENDPOINT_URL. */
    readonly handler: Handler;
    /** Access key of the IAM user who may deploy, and nothing else. */
    readonly deployer: { readonly accessKeyId: string; readonly secretAccessKey: string };
    /** `GET /credentials/<role name>`: what ECS hands a task whose role trusts an AWS service. */
    readonly containerCredentials: Handler;
    /** What `containerCredentials` expects in the Authorization header. */
    readonly containerAuthorizationToken: string;
    /** Does as an administrator does: gives whoever deploys more, under a name of its own, instead of what that name stood for. */
    grant(name: string, grants: DeployerGrants): void;
    revoke(name: string): void;
    /** Everything created since the start, one line each. */
    contents(): string[];
    /** Throttles the next `count` calls of an operation, e.g. `LookupDeveloperIdentity`. */
    throttle(action: string, count: number): void;
    /** Makes DeleteIdentities leave that identity unprocessed, from now on. */
    failDeletion(identityId: string, code: DeletionFailure): void;
    /** Puts the account into an organization with this service control policy (JSON), or takes it out. The deployer is under it, too. */
    applyServiceControlPolicy(document: string | undefined): void;
}

/** Starts an account. Throws for a region without identity pools and for roles of other accounts. */
export function createAws(options: AwsOptions): AwsCloud {
    const { accountId: id, region, clock, network } = options;
    const account: Account = { id, region, clock, network, partition: partitionOf(region) };
    const iam = new IamStore();
    iam.outboundFederationEnabled = options.outboundFederation ?? false;
    const credentials = new Credentials();
    const throttles: Throttles = new Map();
    const context = { account, iam, credentials, throttles };

    for (const arn of options.callerRoleArns) {
        const role = existingRole(arn, account);
        iam.roles.set(role.name.toLowerCase(), role);
    }
    const user = deployerUser(account);
    iam.users.set(user.name, user);
    const boundaries = new Set<string>();
    const grant = (name: string, grants: DeployerGrants): void => {
        grantDeployer(account, iam, user, name, grants);
        if (grants.permissionsBoundary !== undefined) {
            boundaries.add(grants.permissionsBoundary.arn);
        }
    };
    grant("deployment", options.deployer);
    const { accessKeyId, secretAccessKey } = credentials.issueToUser(user);

    const cognitoIdentity = cognitoIdentityService(context);
    const sts = stsService(context);
    const services: readonly Service[] = [
        cognitoIdentity,
        sts,
        iamService(context, sts.issuerUrl),
        systemsManagerService(context),
    ];
    for (const [host, handler] of endpointsByHost(context, services)) {
        network.register(host, handler);
    }
    const container = containerCredentials(context);
    const contents = (): string[] => services.flatMap((service) => service.contents());
    const atStart = new Set(contents());
    return {
        handler: commonEndpoint(context, services),
        deployer: { accessKeyId, secretAccessKey },
        containerCredentials: container.handler,
        containerAuthorizationToken: container.authorizationToken,
        grant,
        revoke: (name) => {
            revokeDeployer(user, name);
        },
        contents: () => contents().filter((line) => !atStart.has(line) && !boundaries.has(line)),
        throttle: (action, count) => {
            throttles.set(action, count);
        },
        failDeletion: (identityId, code) => {
            cognitoIdentity.failDeletion(identityId, code);
        },
        applyServiceControlPolicy: (text) => {
            iam.serviceControlPolicy =
                text === undefined
                    ? undefined
                    : { text, statements: parsePolicyDocument(text, "identity", account.partition.id) };
        },
    };
}

function deployerUser(account: Account): User {
    return {
        id: uniqueId("AIDA"),
        name: DEPLOYER_NAME,
        arn: iamArn(account, `user/${DEPLOYER_NAME}`),
        createdAt: account.clock.now(),
        policies: new Map(),
        permissionsBoundary: undefined,
    };
}
