import type { CognitoIdentityClient } from "@aws-sdk/client-cognito-identity";
import type { CognitoSourceSettings, FederationSettings } from "../federation-settings";
import { isRecord, type OutsideClaims, readOutsideClaims } from "../json-web-token";
import { createSource } from "../sources/create-source";
import { AWS_TIMEOUT_MILLISECONDS, toSourceError } from "../sources/source-error";
import { fail, failWith, type Finding, ok, skip } from "./check";

/** The lifetime that the credential asks for. */
export const TOKEN_LIFETIME_SECONDS = 300;

export interface OutsideToken {
    readonly token: string;
    readonly claims: OutsideClaims;
}

/** Whether the pool exists and has the developer provider; needs cognito-identity:DescribeIdentityPool. */
export async function checkIdentityPool(
    source: CognitoSourceSettings,
    profile: string | undefined,
): Promise<Finding<string>> {
    try {
        const { DescribeIdentityPoolCommand } = await import("@aws-sdk/client-cognito-identity");
        const client = await administratorClient(source, profile);
        const pool = await client.send(new DescribeIdentityPoolCommand({ IdentityPoolId: source.identityPoolId }), {
            abortSignal: AbortSignal.timeout(AWS_TIMEOUT_MILLISECONDS),
        });
        if (pool.DeveloperProviderName !== source.developerProviderName) {
            return fail(
                `the developer provider of pool ${source.identityPoolId} is ${pool.DeveloperProviderName ?? "not set"}, ` +
                    `COGNITO_DEVELOPER_PROVIDER_NAME is ${source.developerProviderName}`,
                "Set COGNITO_DEVELOPER_PROVIDER_NAME from the stack's outputs, or deploy the stack.",
            );
        }
        return ok(
            `${source.identityPoolId} has developer provider ${source.developerProviderName}`,
            source.identityPoolId,
        );
    } catch (error) {
        if (nameOf(error) === "ResourceNotFoundException") {
            return fail(
                `there is no identity pool ${source.identityPoolId}`,
                "Set COGNITO_IDENTITY_POOL_ID from the stack's outputs; if the pool was deleted, run pulumi refresh and pulumi up.",
                { code: "ResourceNotFoundException" },
            );
        }
        return withoutRights(error, "cognito-identity:DescribeIdentityPool");
    }
}

/** Whether the developer user has the identity that was deployed; needs cognito-identity:LookupDeveloperIdentity. */
export async function checkDeveloperIdentity(
    source: CognitoSourceSettings,
    profile: string | undefined,
): Promise<Finding<string>> {
    const { identityPoolId, developerProviderName, developerUserIdentifier, identityId } = source;
    try {
        const { LookupDeveloperIdentityCommand } = await import("@aws-sdk/client-cognito-identity");
        const client = await administratorClient(source, profile);
        const { IdentityId: found } = await client.send(
            new LookupDeveloperIdentityCommand({
                IdentityPoolId: identityPoolId,
                DeveloperUserIdentifier: developerUserIdentifier,
            }),
            { abortSignal: AbortSignal.timeout(AWS_TIMEOUT_MILLISECONDS) },
        );
        if (found === undefined) {
            return noIdentity(developerProviderName, developerUserIdentifier);
        }
        if (identityId !== undefined && found !== identityId) {
            return fail(
                `${developerProviderName} user ${developerUserIdentifier} is identity ${found}, COGNITO_IDENTITY_ID is ${identityId}`,
                "Set COGNITO_DEVELOPER_USER_IDENTIFIER and COGNITO_IDENTITY_ID from the same stack's outputs; if the identity was deleted, run pulumi refresh and pulumi up.",
            );
        }
        return ok(`${developerProviderName} user ${developerUserIdentifier} is ${found}`, found);
    } catch (error) {
        if (nameOf(error) === "ResourceNotFoundException") {
            return noIdentity(developerProviderName, developerUserIdentifier);
        }
        return withoutRights(error, "cognito-identity:LookupDeveloperIdentity");
    }
}

/** Whether the caller may mint, and what comes of it. Not compared with what was deployed: that is the next check. */
export async function checkOutsideToken(source: FederationSettings["source"]): Promise<Finding<OutsideToken>> {
    try {
        const { token } = await createSource(withoutIdentity(source)).mint(TOKEN_LIFETIME_SECONDS);
        const claims = readOutsideClaims(token);
        return claims === undefined
            ? fail("AWS gave no readable JWT", "Check that no proxy answers in place of AWS.")
            : ok(`AWS issues the caller a token for ${String(claims.lifetimeSeconds)} s`, { token, claims });
    } catch (error) {
        return failWith(error);
    }
}

/** The source that compares its tokens with no identity. */
function withoutIdentity(source: FederationSettings["source"]): FederationSettings["source"] {
    if (source.kind === "sts") {
        return source;
    }
    const { kind, identityPoolId, developerProviderName, developerUserIdentifier, region } = source;
    const where = region === undefined ? {} : { region };
    return { kind, identityPoolId, developerProviderName, developerUserIdentifier, ...where };
}

/** Whether the token is of the pool and identity that were deployed. */
export function checkTokenClaims(source: FederationSettings["source"], claims: OutsideClaims): Finding<OutsideClaims> {
    const audience = source.kind === "cognito" ? source.identityPoolId : source.audience;
    const subject = source.kind === "cognito" ? source.identityId : undefined;
    if (claims.audience !== audience) {
        return fail(
            `aud is ${claims.audience}, the stack deployed ${audience}`,
            "Set the COGNITO_ variables from one stack's outputs.",
            {
                code: "TokenNotAsDeployed",
            },
        );
    }
    if (subject !== undefined && claims.subject !== subject) {
        return fail(
            `sub is ${claims.subject}, COGNITO_IDENTITY_ID is ${subject}`,
            "Set COGNITO_DEVELOPER_USER_IDENTIFIER and COGNITO_IDENTITY_ID from the same stack's outputs; if the identity was deleted, run pulumi refresh and pulumi up.",
            { code: "TokenNotAsDeployed" },
        );
    }
    return ok(`iss ${claims.issuer}, aud ${claims.audience}, sub ${claims.subject}, ${claims.algorithm}`, claims);
}

async function administratorClient(
    source: CognitoSourceSettings,
    profile: string | undefined,
): Promise<CognitoIdentityClient> {
    const cognito = await import("@aws-sdk/client-cognito-identity");
    return new cognito.CognitoIdentityClient({
        ...(source.region === undefined ? {} : { region: source.region }),
        ...(profile === undefined ? {} : { profile }),
        maxAttempts: 2,
    });
}

function noIdentity(provider: string, user: string): Finding<never> {
    return fail(
        `${provider} has no user ${user}`,
        "Set COGNITO_DEVELOPER_USER_IDENTIFIER from the stack's outputs; if the identity was deleted, run pulumi refresh and pulumi up.",
    );
}

function withoutRights(error: unknown, action: string): Finding<never> {
    return /NotAuthorized|AccessDenied/.test(nameOf(error))
        ? skip(`the caller is not allowed ${action} (pass --aws-profile with a profile that may)`)
        : failWith(toSourceError("Cognito", error));
}

function nameOf(error: unknown): string {
    return isRecord(error) && typeof error["name"] === "string" ? error["name"] : "";
}
