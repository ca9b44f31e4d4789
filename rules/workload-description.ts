import { accepted, refused, type Checked } from "./checked";
import { quote } from "./quote";

const longestDescription = 600;

/**
 * Parses a workload's description, which Entra shows at its application and service principal: at most 600 Latin-1
 * characters, line breaks and tabs.
 */
export function parseWorkloadDescription(text: string): Checked<string> {
    if (text.length > longestDescription) {
        return refused(`a description has at most ${longestDescription} characters, found ${text.length}`);
    }
    const foreign = /[^\t\n\r\u0020-\u007e\u00a1-\u00ff]/u.exec(text)?.[0];
    return foreign === undefined
        ? accepted(text)
        : refused(`a description has only Latin letters, signs and line breaks, found ${quote(foreign)}`);
}
