import type { Handler } from "../../core/network";
import type { IamStore } from "../iam/store";
import type { Account } from "./account";
import { Authorizer } from "./authorization/authorizer";
import type { Credentials } from "./credentials";
import type { Call, Operation, Protocol, SignedCall } from "./protocol/protocol";

/** A service of AWS: each folder next to `kernel` makes one, and `sandbox/aws/index.ts` lists them. */
export interface Service {
    /** As the credential scope of a signature names it. */
    readonly name: string;
    readonly protocol: Protocol;
    readonly operations: ReadonlyMap<string, Operation<SignedCall>>;
    /** Operations that need no signature. */
    readonly openOperations: ReadonlyMap<string, Operation<Call>>;
    /** The names under which AWS offers it. */
    readonly hosts: readonly ServiceHost[];
    /** What anyone may read, by host name: discovery documents and keys. */
    readonly published: ReadonlyMap<string, Handler>;
    /** Everything that exists in it, a line each: an ARN, an id, or what is bound to what. */
    contents(): readonly string[];
}

export interface ServiceHost {
    readonly name: string;
    /** The region that calls to it are signed for. */
    readonly region: string;
}

/** What services are made from: the account, and who is who in it. */
export interface ServiceContext {
    readonly account: Account;
    readonly iam: IamStore;
    readonly credentials: Credentials;
}

/** `ssm.eu-central-1.amazonaws.com`: the name of a service in the account's region. */
export function regionalHost({ region, partition }: Account, prefix: string): ServiceHost {
    return { name: `${prefix}.${region}.${partition.dnsSuffix}`, region };
}

/** Who may do what in a service, refused as its protocol words it. */
export function authorizerOf({ account, iam }: ServiceContext, protocol: Protocol): Authorizer {
    return new Authorizer(account, iam, { code: protocol.accessDeniedCode, status: protocol.accessDeniedStatus });
}
