import { type Account } from "../kernel/account";
import { AwsError } from "../kernel/aws-error";
import { callerArn, callerUserId, type Credentials, principalArn } from "../kernel/credentials";
import type { Authorizer } from "../kernel/authorization/authorizer";
import { parsePolicyDocument } from "../kernel/authorization/policy-document";
import type { IamStore } from "../iam/store";
import { evaluateTrust } from "../iam/trust";
import type { Operation, SignedCall } from "../kernel/protocol/protocol";
import { readTags, tagContext } from "../kernel/tags";
import { SIGNING_ALGORITHMS, type StsIssuer } from "./issuer";
import { ROLE_ARN, SESSION_NAME, SESSION_SECONDS } from "./names";
import { checkDuration, describeSession, startSession } from "./session";

const CHAINED_MAXIMUM_SECONDS = 3600;
const MAXIMUM_TOKEN_LENGTH = 16_384;

/** The operations of STS that somebody known calls. */
export function stsOperations(
    account: Account,
    store: IamStore,
    credentials: Credentials,
    authorizer: Authorizer,
    issuer: StsIssuer,
): ReadonlyMap<string, Operation<SignedCall>> {
    return new Map<string, Operation<SignedCall>>([
        [
            "GetCallerIdentity",
            (call) => {
                call.members.end();
                const { principal } = call.credential;
                return { UserId: callerUserId(principal), Account: account.id, Arn: callerArn(principal, account) };
            },
        ],
        [
            "AssumeRole",
            (call) => {
                const { members } = call;
                const { principal } = call.credential;
                const roleArn = members.string("RoleArn", ROLE_ARN);
                const sessionName = members.string("RoleSessionName", SESSION_NAME);
                const seconds = members.optionalInteger("DurationSeconds", SESSION_SECONDS) ?? 3600;
                const externalId = members.optionalString("ExternalId", {
                    minimum: 2,
                    maximum: 1224,
                    pattern: "[\\w+=,.@:\\/-]*",
                });
                const policy = members.optionalString("Policy", { minimum: 1, maximum: 2048 });
                members.end();
                const sessionPolicy =
                    policy === undefined ? undefined : parsePolicyDocument(policy, "identity", account.partition.id);
                if (principal.kind === "session" && seconds > CHAINED_MAXIMUM_SECONDS) {
                    throw new AwsError(
                        "ValidationError",
                        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
                    );
                }
                const role = [...store.roles.values()].find(({ arn }) => arn === roleArn);
                const action = "sts:AssumeRole";
                if (role === undefined) {
                    throw authorizer.denied(principal, action, roleArn);
                }
                const entries = { "sts:externalid": externalId, "sts:rolesessionname": sessionName };
                const trust = evaluateTrust(
                    role,
                    action,
                    { kind: "principal", principal },
                    authorizer.contextOf(call, entries),
                    account,
                );
                if (trust === "explicitDeny" || trust === "none") {
                    throw authorizer.denied(principal, action, roleArn);
                }
                const own = authorizer.decide(call, action, roleArn, entries);
                if (own === "explicitDeny" || (own === "implicitDeny" && (trust === "account" || isNarrowed(call)))) {
                    throw authorizer.denied(principal, action, roleArn);
                }
                checkDuration(role, seconds);
                const request = {
                    role,
                    sessionName,
                    durationSeconds: seconds,
                    ...(sessionPolicy === undefined ? {} : { sessionPolicy }),
                };
                return describeSession(startSession(request, account, credentials), account);
            },
        ],
        [
            "GetWebIdentityToken",
            async (call) => {
                const { members } = call;
                const { principal } = call.credential;
                const audiences = members.strings(
                    "Audience",
                    { minimum: 1, maximum: 10 },
                    { minimum: 1, maximum: 1000 },
                );
                const seconds = members.optionalInteger("DurationSeconds", { minimum: 60, maximum: 3600 }) ?? 300;
                const algorithmName = members.string("SigningAlgorithm", { oneOf: SIGNING_ALGORITHMS });
                const tags = readTags(members);
                members.end();
                const entries = {
                    "sts:identitytokenaudience": audiences,
                    "sts:durationseconds": String(seconds),
                    "sts:signingalgorithm": algorithmName,
                    ...tagContext(tags),
                };
                authorizer.require(call, "sts:GetWebIdentityToken", "*", entries);
                if (tags !== undefined && tags.size > 0) {
                    authorizer.require(call, "sts:TagGetWebIdentityToken", "*", entries);
                }
                if (!store.outboundFederationEnabled) {
                    const message = "Outbound web identity federation is not enabled for this account.";
                    throw new AwsError("OutboundWebIdentityFederationDisabledException", message, 403);
                }
                const expiresAt = new Date((account.clock.epochSeconds() + seconds) * 1000);
                if (principal.kind === "session" && expiresAt > principal.expiresAt) {
                    throw new AwsError(
                        "SessionDurationEscalationException",
                        "The token may not outlive the session that asks for it.",
                        403,
                    );
                }
                const algorithm = SIGNING_ALGORITHMS.find((name) => name === algorithmName) ?? "RS256";
                const token = await issuer.sign(algorithm, {
                    subject: principalArn(principal),
                    audiences,
                    requestTags: tags ?? new Map(),
                    principalTags: principal.kind === "session" ? principal.role.tags : new Map(),
                    expiresAt,
                });
                if (token.length > MAXIMUM_TOKEN_LENGTH) {
                    throw new AwsError(
                        "JWTPayloadSizeExceededException",
                        "The requested token payload size exceeds the maximum allowed size.",
                    );
                }
                return { WebIdentityToken: token, Expiration: expiresAt };
            },
        ],
    ]);
}

function isNarrowed({ credential: { principal } }: SignedCall): boolean {
    return principal.kind === "session" && principal.sessionPolicy !== undefined;
}
