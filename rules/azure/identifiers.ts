import type { Branded } from "../brand";
import { accepted, refused, type Checked } from "../checked";
import { guidProblem, isId } from "../guid";

/** An Azure subscription id: a GUID in lower case. */
export type SubscriptionId = Branded<"SubscriptionId">;

function isSubscriptionId(text: string): text is SubscriptionId {
    return isId(text);
}

/** Parses a subscription id in any case; the value is in lower case. */
export function parseSubscriptionId(text: string): Checked<SubscriptionId> {
    const lower = text.toLowerCase();
    return isSubscriptionId(lower) ? accepted(lower) : refused(guidProblem(text, "a subscription id"));
}
