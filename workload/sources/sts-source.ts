import type { STSClient } from "@aws-sdk/client-sts";
import type { StsSourceSettings } from "../federation-settings";
import type { Assertion, AssertionSource } from "./assertion-source";
import { resolveAwsCredentials } from "./aws-credentials";
import { checkAssertion } from "./checked-assertion";
import { AWS_TIMEOUT_MILLISECONDS, toSourceError } from "./source-error";

const SHORTEST_SECONDS = 60;
const LONGEST_SECONDS = 3600;

/**
 * Tokens of the caller itself, by AWS IAM outbound identity federation.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html
 */
export class StsSource implements AssertionSource {
    readonly kind = "sts";
    readonly #settings: StsSourceSettings & { readonly audience: string };
    #client: STSClient | undefined;

    constructor(settings: StsSourceSettings & { readonly audience: string }) {
        this.#settings = settings;
    }

    async mint(lifetimeSeconds: number): Promise<Assertion> {
        const { region, audience } = this.#settings;
        try {
            const { STSClient, GetWebIdentityTokenCommand } = await import("@aws-sdk/client-sts");
            this.#client ??= new STSClient({ region, maxAttempts: 2 });
            const { expiration } = await resolveAwsCredentials(this.#client);
            const answer = await this.#client.send(
                new GetWebIdentityTokenCommand({
                    Audience: [audience],
                    // The only one that Entra is known to support; STS also offers ES384.
                    SigningAlgorithm: "RS256",
                    DurationSeconds: durationWithinSession(lifetimeSeconds, expiration, Date.now()),
                }),
                { abortSignal: AbortSignal.timeout(AWS_TIMEOUT_MILLISECONDS) },
            );
            return checkAssertion("STS", answer.WebIdentityToken, { audience });
        } catch (error) {
            throw toSourceError("STS", error);
        }
    }
}

/** A token may not outlive the session that asks for it: STS refuses with SessionDurationEscalation. */
export function durationWithinSession(wantedSeconds: number, sessionEnds: Date | undefined, now: number): number {
    const left = sessionEnds === undefined ? Infinity : Math.floor((sessionEnds.getTime() - now) / 1000) - 5;
    return Math.max(SHORTEST_SECONDS, Math.floor(Math.min(wantedSeconds, left, LONGEST_SECONDS)));
}
