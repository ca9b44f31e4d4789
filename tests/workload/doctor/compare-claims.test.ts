import { strict as assert } from "node:assert";
import { compareClaims, nearestCredential, renderComparison } from "../../../workload/doctor/compare-claims";

const token = { issuer: "https://i", audience: "pool", subject: "eu:1234" };

const render = (credential: typeof token): string[] => compareClaims(token, credential).flatMap(renderComparison);

describe("Token and credential side by side", () => {
    it("equal", () => {
        assert.deepEqual(render(token), [
            "issuer:    both        https://i",
            "audience:  both        pool",
            "subject:   both        eu:1234",
        ]);
    });

    const differences = [
        ["eu:1334", 4, "first difference"],
        ["eu:12345", 7, 'the credential continues with "5"'],
        ["eu:12", 5, 'the token continues with "34"'],
        ["EU:1234", 0, "upper and lower case differ"],
        ["eU:1234", 1, "upper and lower case differ"],
        ["", 0, 'the token continues with "eu:1234"'],
    ] as const;
    for (const [subject, at, reason] of differences) {
        it(`subject ${subject || "empty"}: the mark stands under the first character that differs`, () => {
            const [, , ...lines] = render({ ...token, subject });
            const values = "subject:   token       ".length;
            assert.deepEqual(lines, [
                "subject:   token       eu:1234",
                `           credential  ${subject}`,
                `${" ".repeat(values + at)}^ ${reason}`,
            ]);
        });
    }

    it("picks the credential that was most probably meant", () => {
        const stranger = { issuer: "https://other", audience: "pool2", subject: "x" };
        const near = { ...token, subject: "eu:1235" };
        const far = { ...token, subject: "us:9" };
        assert.equal(nearestCredential(token, [stranger, far, near]), near);
        const none: readonly (typeof token)[] = [];
        assert.equal(nearestCredential(token, none), undefined);
    });
});
