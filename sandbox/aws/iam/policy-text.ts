import { AwsError } from "../kernel/aws-error";
import { parsePolicyDocument, type PolicyKind } from "../kernel/authorization/policy-document";
import type { PolicyText } from "./store";

/** A policy and the quota on its characters, not counting white space. */
export function readPolicyText(
    text: string,
    kind: PolicyKind,
    partition: string,
    quota: { readonly name: string; readonly characters: number },
): PolicyText {
    const statements = parsePolicyDocument(text, kind, partition);
    if (text.replace(/\s/g, "").length > quota.characters) {
        throw new AwsError("LimitExceeded", `Cannot exceed quota for ${quota.name}: ${String(quota.characters)}`, 409);
    }
    return { text, statements };
}
