import assert from "node:assert/strict";
import { parseWorkloadName, physicalName, physicalNameProblem } from "../../rules/workload-name";
import { takes } from "./takes";

describe("parseWorkloadName", () => {
    takes(
        (text) => {
            const name = parseWorkloadName(text);
            return name.ok ? undefined : name.problem;
        },
        ["abc", "24-bills", "a-b", "a--b", "x".repeat(40)],
        ["", "ab", "x".repeat(41), "Orders", "-abc", "abc-", "a_b", "a.b", "abc\n", "größe"],
        /is not a workload name, which has 3 to 40 lower case letters, digits and hyphens, with no hyphen at either end$/,
    );
});

describe("physicalNameProblem", () => {
    it("counts the whole name", () => {
        assert.equal(physicalName("p-dev", "orders"), "p-dev-orders");
        assert.equal(physicalNameProblem("p".repeat(57), "orders", true), undefined);
        assert.match(physicalNameProblem("p".repeat(58), "orders", true) ?? "", /IAM role .* 1 more than the 64/);
        assert.equal(physicalNameProblem("p".repeat(121), "orders", false), undefined);
        assert.match(physicalNameProblem("p".repeat(123), "orders", false) ?? "", /IAM policy .* 2 more than the 128/);
    });
});
