import { randomBytes } from "node:crypto";
import type { Role, User } from "../iam/store";
import type { Account } from "./account";
import type { Statement } from "./authorization/policy-document";
import { uniqueId } from "./unique-id";

/** Who signs: an IAM user, or an assumed role. */
export type Principal =
    | { readonly kind: "user"; readonly user: User }
    | {
          readonly kind: "session";
          readonly role: Role;
          readonly sessionName: string;
          readonly expiresAt: Date;
          /** Narrows what the role's own policies allow. */
          readonly sessionPolicy?: readonly Statement[];
          /** Set when the session came from an OpenID Connect token. */
          readonly federatedProvider?: string;
      };

/** An access key and its owner. */
export interface Credential {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
    readonly principal: Principal;
}

/** A credential that ends. */
export interface SessionCredential extends Credential {
    readonly sessionToken: string;
    readonly expiresAt: Date;
}

/** All access keys of the account. */
export class Credentials {
    readonly #byAccessKeyId = new Map<string, Credential>();

    find(accessKeyId: string): Credential | undefined {
        return this.#byAccessKeyId.get(accessKeyId);
    }

    issueToUser(user: User): Credential {
        return this.#keep({
            accessKeyId: uniqueId("AKIA"),
            secretAccessKey: randomBytes(30).toString("base64"),
            principal: { kind: "user", user },
        });
    }

    issueToSession(principal: Principal & { readonly kind: "session" }): SessionCredential {
        return this.#keep({
            accessKeyId: uniqueId("ASIA"),
            secretAccessKey: randomBytes(30).toString("base64"),
            sessionToken: randomBytes(192).toString("base64"),
            expiresAt: principal.expiresAt,
            principal,
        });
    }

    #keep<C extends Credential>(credential: C): C {
        this.#byAccessKeyId.set(credential.accessKeyId, credential);
        return credential;
    }
}

/** ARN as GetCallerIdentity and refusals name the caller. */
export function callerArn(principal: Principal, account: Account): string {
    return principal.kind === "user"
        ? principal.user.arn
        : `arn:${account.partition.id}:sts::${account.id}:assumed-role/${principal.role.name}/${principal.sessionName}`;
}

/** ARN of the IAM user or role behind the caller: `aws:PrincipalArn`. */
export function principalArn(principal: Principal): string {
    return principal.kind === "user" ? principal.user.arn : principal.role.arn;
}

/** `aws:userid`: the user's unique id, or the role's with the session's name. */
export function callerUserId(principal: Principal): string {
    return principal.kind === "user" ? principal.user.id : `${principal.role.id}:${principal.sessionName}`;
}
