import { randomBytes } from "node:crypto";
import type { Clock } from "../core/clock";
import type { Handler, Network } from "../core/network";
import { type Account, iamArn } from "./kernel/account";
import { type DeletionFailure, identityOperations } from "./cognito-identity/identity-operations";
import { CognitoIssuer } from "./cognito-identity/issuer";
import { poolOperations } from "./cognito-identity/pool-operations";
import { CognitoStore } from "./cognito-identity/store";
import { containerCredentials } from "./container-credentials/container-credentials";
import { listContents } from "./contents";
import { Credentials } from "./kernel/credentials";
import { awsEndpoint, type Service, type Throttles } from "./kernel/endpoint";
import { existingRole } from "./iam/existing-role";
import { accountOperations } from "./iam/account-operations";
import { Authorizer } from "./kernel/authorization/authorizer";
import { openIdConnectOperations } from "./iam/open-id-connect-operations";
import { type DeployerGrants, grantDeployer, revokeDeployer } from "./deployer-grants";
import { policyOperations } from "./iam/policy-operations";
import { roleOperations } from "./iam/role-operations";
import { IamStore, type User } from "./iam/store";
import { allCognitoIssuerHosts, partitionOf } from "./kernel/partition";
import { jsonProtocol } from "./kernel/protocol/json-protocol";
import { queryProtocol } from "./kernel/protocol/query-protocol";
import { parameterOperations } from "./systems-manager/parameter-operations";
import { ParameterStore } from "./systems-manager/store";
import { tagOperations } from "./systems-manager/tag-operations";
import { assumeRoleWithWebIdentity } from "./sts/assume-role-with-web-identity";
import { StsIssuer } from "./sts/issuer";
import { stsOperations } from "./sts/operations";
import { uniqueId } from "./kernel/unique-id";

const DEPLOYER_NAME = "deployer";

/** What the account is and what is in it from the start. */
export interface AwsOptions {
    readonly clock: Clock;
    readonly network: Network;
    /** 12 digits. */
    readonly accountId: string;
    /** The one region; its partition is the account's. */
    readonly region: string;
    /** Roles that exist before the deployment: they trust ecs-tasks.amazonaws.com and may do nothing. */
    readonly callerRoleArns: readonly string[];
    /** What an administrator has given to whoever deploys. */
    readonly deployer: DeployerGrants;
}

/** One AWS account in memory: Cognito identity pools, STS, IAM and the Parameter Store of Systems Manager. */
export interface AwsCloud {
    /** One endpoint for all services, as AWS_ENDPOINT_URL wants it. */
    readonly handler: Handler;
    /** Access key of the IAM user who may deploy, and may do nothing else. */
    readonly deployer: { readonly accessKeyId: string; readonly secretAccessKey: string };
    /** `GET /credentials/<role name>`: what ECS hands a task whose role trusts an AWS service. */
    readonly containerCredentials: Handler;
    /** What `containerCredentials` wants in the Authorization header. */
    readonly containerAuthorizationToken: string;
    /** Does as an administrator does: gives whoever deploys more, under a name of its own, instead of what that name stood for. */
    grant(name: string, grants: DeployerGrants): void;
    revoke(name: string): void;
    /** A line for everything that is there and was not at the start. */
    contents(): string[];
    /** Refuses the next `count` calls of an operation (e.g. `LookupDeveloperIdentity`) for coming too fast. */
    throttle(action: string, count: number): void;
    /** Lets DeleteIdentities leave that identity unprocessed, from now on. */
    failDeletion(identityId: string, code: DeletionFailure): void;
}

/** Starts an account. Throws for a region without identity pools and for roles of other accounts. */
export function createAws(options: AwsOptions): AwsCloud {
    const { accountId: id, region, clock, network } = options;
    const account: Account = { id, region, clock, network, partition: partitionOf(region) };
    const iam = new IamStore();
    const cognito = new CognitoStore();
    const ssm = new ParameterStore();
    const credentials = new Credentials();
    const throttles: Throttles = new Map();
    const deletionFailures = new Map<string, DeletionFailure>();

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

    const cognitoIssuer = new CognitoIssuer(account);
    for (const host of allCognitoIssuerHosts()) {
        network.register(host, cognitoIssuer.wellKnown(host));
    }
    const stsIssuer = new StsIssuer(account);
    network.register(stsIssuer.host, stsIssuer.wellKnown);

    const services = [
        cognitoService(account, iam, cognito, cognitoIssuer, deletionFailures),
        stsService(account, iam, credentials, stsIssuer),
        iamService(account, iam, stsIssuer.url),
        systemsManagerService(account, iam, ssm),
    ];
    const containerAuthorizationToken = randomBytes(32).toString("base64url");
    const atStart = new Set(listContents(iam, cognito, ssm));
    return {
        handler: awsEndpoint(account, services, iam, credentials, throttles),
        deployer: { accessKeyId, secretAccessKey },
        containerCredentials: containerCredentials(account, iam, credentials, containerAuthorizationToken),
        containerAuthorizationToken,
        grant,
        revoke: (name) => {
            revokeDeployer(user, name);
        },
        contents: () => listContents(iam, cognito, ssm).filter((line) => !atStart.has(line) && !boundaries.has(line)),
        throttle: (action, count) => {
            throttles.set(action, count);
        },
        failDeletion: (identityId, code) => {
            deletionFailures.set(identityId, code);
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

function cognitoService(
    account: Account,
    iam: IamStore,
    store: CognitoStore,
    issuer: CognitoIssuer,
    deletionFailures: ReadonlyMap<string, DeletionFailure>,
): Service {
    const targetPrefix = "AWSCognitoIdentityService";
    const protocol = jsonProtocol(targetPrefix, {
        throttling: "TooManyRequestsException",
        unknownMember: "InvalidParameterException",
    });
    const authorizer = new Authorizer(account, iam, {
        code: protocol.accessDeniedCode,
        status: protocol.accessDeniedStatus,
    });
    return {
        name: "cognito-identity",
        protocol,
        regions: [account.region],
        operations: new Map([
            ...poolOperations(account, store, authorizer),
            ...identityOperations(account, store, authorizer, issuer, deletionFailures),
        ]),
        openOperations: new Map(),
        recognises: (request) => isTarget(request, targetPrefix),
    };
}

function systemsManagerService(account: Account, iam: IamStore, store: ParameterStore): Service {
    const targetPrefix = "AmazonSSM";
    const protocol = jsonProtocol(targetPrefix, {
        throttling: "ThrottlingException",
        unknownMember: "ValidationException",
    });
    const authorizer = new Authorizer(account, iam, {
        code: protocol.accessDeniedCode,
        status: protocol.accessDeniedStatus,
    });
    return {
        name: "ssm",
        protocol,
        regions: [account.region],
        operations: new Map([
            ...parameterOperations(account, store, authorizer),
            ...tagOperations(account, store, authorizer),
        ]),
        openOperations: new Map(),
        recognises: (request) => isTarget(request, targetPrefix),
    };
}

function stsService(account: Account, iam: IamStore, credentials: Credentials, issuer: StsIssuer): Service {
    const version = "2011-06-15";
    const protocol = queryProtocol(version, `https://sts.amazonaws.com/doc/${version}/`);
    const authorizer = new Authorizer(account, iam, {
        code: protocol.accessDeniedCode,
        status: protocol.accessDeniedStatus,
    });
    return {
        name: "sts",
        protocol,
        regions: [account.region],
        operations: stsOperations(account, iam, credentials, authorizer, issuer),
        openOperations: new Map([["AssumeRoleWithWebIdentity", assumeRoleWithWebIdentity(account, iam, credentials)]]),
        recognises: (_request, body) => isVersion(body, version),
    };
}

function iamService(account: Account, store: IamStore, outboundIssuer: string): Service {
    const version = "2010-05-08";
    const protocol = queryProtocol(version, `https://iam.amazonaws.com/doc/${version}/`);
    const authorizer = new Authorizer(account, store, {
        code: protocol.accessDeniedCode,
        status: protocol.accessDeniedStatus,
    });
    return {
        name: "iam",
        protocol,
        regions: [account.partition.globalRegion, account.region],
        operations: new Map([
            ...roleOperations(account, store, authorizer),
            ...policyOperations(account, store, authorizer),
            ...accountOperations(account, store, authorizer, outboundIssuer),
            ...openIdConnectOperations(account, store, authorizer),
        ]),
        openOperations: new Map(),
        recognises: (_request, body) => isVersion(body, version),
    };
}

function isTarget(request: Request, prefix: string): boolean {
    return request.headers.get("x-amz-target")?.startsWith(`${prefix}.`) === true;
}

/** Query calls carry the API's version, which tells STS and IAM apart. */
function isVersion(body: string, version: string): boolean {
    return new URLSearchParams(body).get("Version") === version;
}
