import { trustActions } from "./service-principal";

/** The version of the IAM policy language. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html */
const languageVersion = "2012-10-17";

/**
 * The IAM policy that lets a role ask one identity pool for tokens of its developer identities, and nothing else.
 * Whoever has it can ask for the token of any identity in that pool, because no IAM condition tells them apart.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitoidentity.html
 */
export function developerIdentityPolicy(poolArn: string): string {
    return canonicalJson({
        Version: languageVersion,
        Statement: [
            { Effect: "Allow", Action: "cognito-identity:GetOpenIdTokenForDeveloperIdentity", Resource: poolArn },
        ],
    });
}

/** How long an STS token may live: the workload kit never asks for longer, and a stolen token is worthless sooner. */
const webIdentityTokenSeconds = 300;

/**
 * The IAM policy that lets a role ask STS for tokens that name the role itself, for one audience, signed with the one
 * algorithm that Entra supports, for at most five minutes. The action does not support resources; `Null` refuses a
 * request without an audience, for which `ForAllValues` would be true.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_policies.html
 */
export function webIdentityTokenPolicy(audience: string): string {
    return canonicalJson({
        Version: languageVersion,
        Statement: [
            {
                Effect: "Allow",
                Action: "sts:GetWebIdentityToken",
                Resource: "*",
                Condition: {
                    "ForAllValues:StringEquals": { "sts:IdentityTokenAudience": [audience] },
                    Null: { "sts:IdentityTokenAudience": "false" },
                    NumericLessThanEquals: { "sts:DurationSeconds": String(webIdentityTokenSeconds) },
                    StringEquals: { "sts:SigningAlgorithm": "RS256" },
                },
            },
        ],
    });
}

/** The trust policy of a role that one AWS service may assume for the code it runs. */
export function serviceTrustPolicy(servicePrincipal: string): string {
    return canonicalJson({
        Version: languageVersion,
        Statement: [
            { Effect: "Allow", Principal: { Service: servicePrincipal }, Action: trustActions(servicePrincipal) },
        ],
    });
}

/** JSON with the keys of every object sorted, so that a preview shows only real differences. */
function canonicalJson(value: unknown): string {
    return JSON.stringify(value, (_key, member: unknown) =>
        typeof member === "object" && member !== null && !Array.isArray(member)
            ? Object.fromEntries(Object.entries(member).sort(([left], [right]) => (left < right ? -1 : 1)))
            : member,
    );
}
