import { type Account } from "../kernel/account";
import { AwsError } from "../kernel/aws-error";
import {
    callerArn,
    callerUserId,
    type Credentials,
    type Principal,
    type SessionCredential,
} from "../kernel/credentials";
import type { Role } from "../iam/store";
import type { Document } from "../kernel/protocol/document";

/** What a caller asks for, once it may assume the role. */
export type SessionRequest = Omit<Principal & { readonly kind: "session" }, "kind" | "expiresAt"> & {
    readonly durationSeconds: number;
};

/** Throws AwsError when a session may not last that long. */
export function checkDuration(role: Role, seconds: number): void {
    if (seconds > role.maximumSessionSeconds) {
        throw new AwsError(
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        );
    }
}

export function startSession(request: SessionRequest, account: Account, credentials: Credentials): SessionCredential {
    const { durationSeconds, ...principal } = request;
    const expiresAt = new Date((account.clock.epochSeconds() + durationSeconds) * 1000);
    return credentials.issueToSession({ kind: "session", expiresAt, ...principal });
}

/** `Credentials` and `AssumedRoleUser` of an answer. */
export function describeSession(session: SessionCredential, account: Account): { readonly [member: string]: Document } {
    return {
        Credentials: {
            AccessKeyId: session.accessKeyId,
            SecretAccessKey: session.secretAccessKey,
            SessionToken: session.sessionToken,
            Expiration: session.expiresAt,
        },
        AssumedRoleUser: { AssumedRoleId: callerUserId(session.principal), Arn: callerArn(session.principal, account) },
    };
}
