import type { AwsWorkload } from "./aws-workload";
import { type AccessToken, type Answer, exchange, get } from "./clouds";
import { RESOURCE_MANAGER_SCOPE, authorityHost, scopeUrl, shortScope, withEntraClockAhead } from "./flow";
import type { WorkloadOutput } from "./workload-outputs";

/** A refused attempt: who refused it and with which code. `code` is empty where nobody did. */
export interface Denial {
    readonly attempt: string;
    readonly by: string;
    readonly code: string;
}

export interface Party {
    readonly name: string;
    readonly workload: AwsWorkload;
    readonly output: WorkloadOutput;
    readonly scopes: readonly string[];
}

const EXPIRY_AHEAD_SECONDS = 3600;

/** What must not work, tried for real: each attempt changes one thing of a flow that works. */
export async function tryWhatMustFail(
    own: Party,
    other: Party,
    assertion: string,
    accessToken: AccessToken,
): Promise<readonly Denial[]> {
    const offer = (text: string): Promise<Answer<AccessToken>> =>
        exchange({
            authorityHost: authorityHost(),
            tenantId: own.output.tenantId,
            clientId: own.output.clientId,
            assertion: text,
            scope: RESOURCE_MANAGER_SCOPE,
        });
    const offered = async (token: Answer<string>): Promise<Answer<AccessToken>> =>
        token.ok ? offer(token.value) : token;
    const outside = outsideScope(own, other);
    return [
        denial(
            `the role of ${other.name} asks for the token of ${own.name}`,
            "AWS",
            await other.workload.token(own.output.environment),
        ),
        denial(
            `${own.name} offers the token of another identity of its pool`,
            "Entra",
            await offered(
                await own.workload.token({
                    ...own.output.environment,
                    COGNITO_DEVELOPER_USER_IDENTIFIER: "somebody-else",
                }),
            ),
        ),
        denial(
            `${own.name} offers a token of the pool of ${other.name}`,
            "Entra",
            await offered(await other.workload.token(other.output.environment)),
        ),
        denial(`${own.name} offers its token with one claim changed`, "Entra", await offer(tampered(assertion))),
        denial(
            `${own.name} offers its token an hour later`,
            "Entra",
            await withEntraClockAhead(EXPIRY_AHEAD_SECONDS, () => offer(assertion)),
        ),
        denial(`${own.name} reads ${shortScope(outside)}`, "Azure", await get(scopeUrl(outside), accessToken)),
    ];
}

function denial(attempt: string, by: string, answer: Answer<unknown>): Denial {
    return { attempt, by, code: answer.ok ? "" : answer.code };
}

/** A scope of the other workload that none of one's own scopes holds, or else the subscription. */
function outsideScope(own: Party, other: Party): string {
    const outside = other.scopes.find((scope) => !own.scopes.some((mine) => scope.startsWith(mine)));
    return outside ?? `/subscriptions/${own.scopes[0]?.split("/")[2] ?? ""}`;
}

/** The same token for a longer time; its signature no longer fits. */
function tampered(token: string): string {
    const [header = "", payload = "", signature = ""] = token.split(".");
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
    const changed = JSON.stringify({ ...(typeof claims === "object" ? claims : {}), exp: 4_102_444_800 });
    return [header, Buffer.from(changed).toString("base64url"), signature].join(".");
}
