import { accepted, refused, type Checked } from "./checked";
import { quote } from "./quote";

const longestDescription = 600;

/**
 * Reads a workload's description, which becomes that of its federated credential (at most 600 characters), its application and its IAM
 * policy and role (Latin-1 characters, line breaks and tabs).
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 */
export function parseWorkloadDescription(text: string): Checked<string> {
    if (text.length > longestDescription) {
        return refused(`a description has at most ${longestDescription} characters, found ${text.length}`);
    }
    const foreign = /[^\t\n\r\u0020-\u007e\u00a1-\u00ff]/u.exec(text)?.[0];
    return foreign === undefined
        ? accepted(text)
        : refused(`IAM does not accept ${quote(foreign)} in a description, only Latin letters, signs and line breaks`);
}
