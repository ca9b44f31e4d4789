import { parseParameterPath } from "../../../rules/aws/parameter-path";
import { takes } from "../takes";

describe("parseParameterPath", () => {
    const problem = (text: string): string | undefined => {
        const result = parseParameterPath(text);
        return result.ok ? undefined : result.problem;
    };
    takes(
        problem,
        ["/a", "/shop/orders", "/Shop_1.0/or-ders", "/a".repeat(14), `/${"a".repeat(976)}`, "/shop/aws"],
        ["", "/", "orders", "shop/orders", "/orders/", "//orders", "/a b", "/ä", "/a".repeat(15), "/a\n"],
        /is not a parameter path, which has 1 to 14 names/,
    );
    takes(
        problem,
        [],
        ["/aws", "/AWS/orders", "/ssm", "/ssmorders"],
        /begins with "\/(aws|ssm)", which AWS keeps for itself/i,
    );
    takes(problem, [], [`/${"a".repeat(977)}`], /^a parameter path has at most 977 characters, found 978$/);
});
