import { setTimeout as wait } from "node:timers/promises";
import type { Answer } from "./clouds";

/** Codes with which Entra answers until a new credential has reached all of its servers. */
const PROPAGATION = new Set(["AADSTS70021", "AADSTS70025", "AADSTS700211", "AADSTS700212", "AADSTS700213"]);
const FIRST_DELAY_MILLISECONDS = 250;
const LONGEST_DELAY_MILLISECONDS = 5_000;

/** Repeats what a propagation delay explains, with exponential back-off and full jitter, until `limitSeconds` are over. */
export async function whileCredentialPropagates<T>(
    attempt: () => Promise<Answer<T>>,
    limitSeconds: number,
    onWait: (code: string, milliseconds: number) => void,
): Promise<Answer<T>> {
    const end = Date.now() + limitSeconds * 1000;
    for (let delay = FIRST_DELAY_MILLISECONDS; ; delay = Math.min(2 * delay, LONGEST_DELAY_MILLISECONDS)) {
        const answer = await attempt();
        if (answer.ok || !PROPAGATION.has(answer.code) || Date.now() + delay > end) {
            return answer;
        }
        const milliseconds = delay / 2 + Math.random() * (delay / 2);
        onWait(answer.code, milliseconds);
        await wait(milliseconds);
    }
}
