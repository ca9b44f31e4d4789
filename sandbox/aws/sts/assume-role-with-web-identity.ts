import { createLocalJWKSet, decodeJwt, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from "jose";
import type { Account } from "../kernel/account";
import { AwsError } from "../kernel/aws-error";
import type { Credentials } from "../kernel/credentials";
import type { RequestContext } from "../kernel/authorization/condition";
import type { IamStore, OpenIdConnectProvider } from "../iam/store";
import { evaluateTrust } from "../iam/trust";
import type { Call, Operation } from "../kernel/protocol/protocol";
import { ROLE_ARN, SESSION_NAME, SESSION_SECONDS } from "./names";
import { checkDuration, describeSession, startSession } from "./session";

const ACTION = "sts:AssumeRoleWithWebIdentity";

/**
 * Assumes a role with the token of an OpenID Connect provider that IAM knows. The token is the only proof: the call is
 * not signed. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export function assumeRoleWithWebIdentity(
    account: Account,
    store: IamStore,
    credentials: Credentials,
): Operation<Call> {
    return async (call) => {
        const { members } = call;
        const roleArn = members.string("RoleArn", ROLE_ARN);
        const sessionName = members.string("RoleSessionName", SESSION_NAME);
        const token = members.string("WebIdentityToken", { minimum: 4, maximum: 20_000, sensitive: true });
        const seconds = members.optionalInteger("DurationSeconds", SESSION_SECONDS) ?? 3600;
        members.end();
        const provider = providerOf(token, store);
        const claims = await verify(token, provider, account);
        const audience = audienceOf(claims, provider);
        const role = [...store.roles.values()].find(({ arn }) => arn === roleArn);
        const context = contextOf(provider, claims, audience, sessionName);
        const subject = { kind: "federated", providerArn: provider.arn } as const;
        if (role === undefined || evaluateTrust(role, ACTION, subject, context, account) !== "direct") {
            throw new AwsError("AccessDenied", `Not authorized to perform ${ACTION}`, 403);
        }
        checkDuration(role, seconds);
        const request = { role, sessionName, durationSeconds: seconds, federatedProvider: provider.arn };
        return {
            ...describeSession(startSession(request, account, credentials), account),
            SubjectFromWebIdentityToken: claims.sub,
            Provider: provider.arn,
            Audience: audience,
        };
    };
}

function providerOf(token: string, store: IamStore): OpenIdConnectProvider {
    const issuer = unverifiedIssuer(token);
    const bare = issuer.replace(/^https:\/\//, "");
    const provider = [...store.openIdConnectProviders.values()].find(({ url }) => url === bare);
    if (provider === undefined || !issuer.startsWith("https://")) {
        throw invalidToken(`No OpenIDConnect provider found in your account for ${issuer}`);
    }
    return provider;
}

function unverifiedIssuer(token: string): string {
    try {
        const iss: unknown = decodeJwt(token).iss;
        if (typeof iss === "string") {
            return iss;
        }
    } catch (error) {
        if (!(error instanceof errors.JOSEError)) {
            throw error;
        }
    }
    throw invalidToken(
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
    );
}

async function verify(
    token: string,
    provider: OpenIdConnectProvider,
    account: Account,
): Promise<JWTPayload & { readonly sub: string }> {
    const issuer = `https://${provider.url}`;
    const keySet = await fetchKeys(issuer, account);
    const claims = await verifiedClaims(token, keySet, issuer, account);
    const sub: unknown = claims.sub;
    if (typeof sub !== "string" || sub === "") {
        throw invalidToken("Missing a required claim: sub");
    }
    return { ...claims, sub };
}

/** Turns every failure into a refusal: for keys that it cannot use, the library throws errors of many kinds. */
async function verifiedClaims(
    token: string,
    keySet: JSONWebKeySet,
    issuer: string,
    account: Account,
): Promise<JWTPayload> {
    try {
        const keys = createLocalJWKSet(keySet);
        const { payload } = await jwtVerify(token, keys, {
            issuer,
            currentDate: account.clock.now(),
            requiredClaims: ["sub", "aud", "exp", "iat"],
            algorithms: ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"],
        });
        return payload;
    } catch (error) {
        if (error instanceof errors.JWTExpired) {
            throw new AwsError(
                "ExpiredTokenException",
                "Token expired: the web identity token is past its expiration time.",
            );
        }
        throw invalidToken("Couldn't verify the web identity token's signature or claims with the provider's keys.");
    }
}

async function fetchKeys(issuer: string, account: Account): Promise<JSONWebKeySet> {
    try {
        const discovery: unknown = await (
            await account.network.fetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`)
        ).json();
        const keysUrl = memberOf(discovery, "jwks_uri");
        if (memberOf(discovery, "issuer") === issuer && typeof keysUrl === "string") {
            const keys = memberOf(await (await account.network.fetch(keysUrl)).json(), "keys");
            if (Array.isArray(keys)) {
                return { keys: keys.filter(isKey) };
            }
        }
    } catch (error) {
        if (!(error instanceof TypeError || error instanceof SyntaxError)) {
            throw error;
        }
    }
    throw invalidToken(
        "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
    );
}

function audienceOf({ aud }: JWTPayload, provider: OpenIdConnectProvider): string {
    const audience = [aud ?? []].flat().find((candidate) => provider.clientIds.has(candidate));
    if (audience === undefined) {
        throw invalidToken("Incorrect token audience");
    }
    return audience;
}

/** Condition keys are named after the provider: `login.example.com/tenant:sub`. */
function contextOf(
    provider: OpenIdConnectProvider,
    claims: JWTPayload,
    audience: string,
    sessionName: string,
): RequestContext {
    const prefix = provider.url.toLowerCase();
    const strings = Object.entries(claims).flatMap(([name, value]): [string, string[]][] =>
        typeof value === "string" ? [[`${prefix}:${name.toLowerCase()}`, [value]]] : [],
    );
    return new Map([
        ...strings,
        [`${prefix}:aud`, [audience]],
        ["aws:federatedprovider", [provider.arn]],
        ["sts:rolesessionname", [sessionName]],
    ]);
}

function memberOf(value: unknown, name: string): unknown {
    return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function isKey(value: unknown): value is JSONWebKeySet["keys"][number] {
    return typeof memberOf(value, "kty") === "string";
}

function invalidToken(message: string): AwsError {
    return new AwsError("InvalidIdentityToken", message);
}
