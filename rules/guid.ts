import { quote } from "./quote";

const guidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const nilGuid = "00000000-0000-0000-0000-000000000000";

/** Whether a string is a GUID in lower case, the empty one included. */
export function isGuid(text: string): boolean {
    return guidPattern.test(text);
}

/** Whether a string is a GUID in lower case that can be an id. */
export function isId(text: string): boolean {
    return isGuid(text) && text !== nilGuid;
}

const guidForm = `a GUID such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301`;

/** Says why a string is not the id of `noun`. */
export function guidProblem(text: string, noun: string): string {
    return text === nilGuid
        ? `${quote(text)} is the empty GUID, not ${noun}`
        : `${quote(text)} is not ${noun}, which is ${guidForm}`;
}
