import type { Branded } from "../brand";
import { accepted, refused, type Checked } from "../checked";
import { guidProblem, isId } from "../guid";

/** A Microsoft Entra tenant id: a GUID in lower case. */
export type TenantId = Branded<"TenantId">;
/** The object id of something in Microsoft Entra: a GUID in lower case. */
export type ObjectId = Branded<"ObjectId">;

function isTenantId(text: string): text is TenantId {
    return isId(text);
}

function isObjectId(text: string): text is ObjectId {
    return isId(text);
}

/** Parses a tenant id in any case; the value is in lower case. */
export function parseTenantId(text: string): Checked<TenantId> {
    const lower = text.toLowerCase();
    return isTenantId(lower) ? accepted(lower) : refused(guidProblem(text, "a tenant id"));
}

/** Reads an object id in either case; the value is in lower case. */
export function parseObjectId(text: string): Checked<ObjectId> {
    const lower = text.toLowerCase();
    return isObjectId(lower) ? accepted(lower) : refused(guidProblem(text, "an object id"));
}
