import { accepted, type Checked, refused } from "../checked";
import { quote } from "../quote";

/** Parses the name of an IAM role. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export function parseRoleName(text: string): Checked<string> {
    return /^[\w+=,.@-]{1,64}$/.test(text)
        ? accepted(text)
        : refused(`${quote(text)} is not the name of an IAM role, which has 1 to 64 letters, digits and _+=,.@-`);
}
