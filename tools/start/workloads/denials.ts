import { withEntraClockAhead } from "../control";
import type { Denial } from "../system";
import { RESOURCE_MANAGER_SCOPE, resourceRead } from "./azure-reads";
import type { AccessTokenFacts, Answer, Workload } from "./workload";
import type { WorkloadOutput } from "./workload-outputs";

export interface Party {
    readonly name: string;
    readonly workload: Workload;
    readonly output: WorkloadOutput;
    readonly scopes: readonly string[];
}

const EXPIRY_AHEAD_SECONDS = 3600;

/** What must not work, tried for real: each attempt changes one thing in a flow that works. */
export async function tryWhatMustFail(
    own: Party,
    other: Party,
    assertion: string,
    later: typeof withEntraClockAhead = withEntraClockAhead,
): Promise<readonly Denial[]> {
    const offer = (text: string): Promise<Answer<AccessTokenFacts>> =>
        own.workload.accessToken(text, RESOURCE_MANAGER_SCOPE, false);
    const offered = async (token: Answer<string>): Promise<Answer<AccessTokenFacts>> =>
        token.ok ? offer(token.value) : token;
    const outside = resourceRead(outsideScope(own, other));
    return [
        denial(
            `the role of ${other.name} asks for the token of ${own.name}`,
            "AWS",
            ["AccessDeniedException"],
            await other.workload.assertion(own.output.environment),
        ),
        denial(
            `${own.name} offers the token of another identity of its pool`,
            "Entra",
            ["AADSTS700213"],
            await offered(
                await own.workload.assertion({
                    COGNITO_DEVELOPER_USER_IDENTIFIER: "somebody-else",
                    COGNITO_IDENTITY_ID: "",
                }),
            ),
        ),
        denial(
            `${own.name} offers a token of the pool of ${other.name}`,
            "Entra",
            ["AADSTS700212"],
            await offered(await other.workload.assertion()),
        ),
        denial(
            `${own.name} offers its token with one claim changed`,
            "Entra",
            ["AADSTS700027"],
            await offer(tampered(assertion)),
        ),
        denial(
            `${own.name} offers its token an hour later`,
            "Entra",
            ["AADSTS700024"],
            await later(EXPIRY_AHEAD_SECONDS, () => offer(assertion)),
        ),
        denial(
            `${own.name} ${outside.attempt.replace(/^read/, "reads")}`,
            "Azure",
            outside.refusals,
            await own.workload.read(outside.url, outside.tokenScope),
        ),
    ];
}

function denial(attempt: string, by: string, expected: readonly string[], answer: Answer<unknown>): Denial {
    return { attempt, by, code: answer.ok ? "" : answer.code, expected };
}

/** A scope of the other workload outside all of this one's scopes, or else the subscription. */
function outsideScope(own: Party, other: Party): string {
    const outside = other.scopes.find((scope) => !own.scopes.some((mine) => scope.startsWith(mine)));
    return outside ?? `/subscriptions/${own.scopes[0]?.split("/")[2] ?? ""}`;
}

/** The same token with a longer lifetime; its signature no longer matches. */
function tampered(token: string): string {
    const [header = "", payload = "", signature = ""] = token.split(".");
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
    const changed = JSON.stringify({ ...(typeof claims === "object" ? claims : {}), exp: 4_102_444_800 });
    return [header, Buffer.from(changed).toString("base64url"), signature].join(".");
}
