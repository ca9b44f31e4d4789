import { accepted, refused, type Checked } from "../checked";
import { quote } from "../quote";

/** A parameter's name has up to 1,011 characters, of which a slash and the longest variable take 34. */
const longestPath = 977;
/** A hierarchy has up to 15 levels, of which the variable is one. */
const mostNames = 14;

/**
 * Parses a path in the SSM Parameter Store for a workload's variables: `/shop/orders`.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
 */
export function parseParameterPath(text: string): Checked<string> {
    const [, reserved] = /^\/(aws|ssm)/i.exec(text) ?? [];
    if (reserved !== undefined) {
        return refused(`${quote(text)} begins with ${quote(`/${reserved}`)}, which AWS keeps for itself`);
    }
    if (text.length > longestPath) {
        return refused(`a parameter path has at most ${longestPath} characters, found ${text.length}`);
    }
    const names = text.split("/").slice(1);
    return text.startsWith("/") && names.length <= mostNames && names.every((name) => /^[\w.-]+$/.test(name))
        ? accepted(text)
        : refused(
              `${quote(text)} is not a parameter path, which has 1 to ${mostNames} names of letters, digits and _.-, each after a slash, such as "/shop/orders"`,
          );
}
