import assert from "node:assert/strict";
import { parseSessionDurationSeconds } from "../../../rules/aws/session-duration";
import { problemOf, valueOf } from "../result";

describe("parseSessionDurationSeconds", () => {
    it("takes whole seconds from an hour to twelve", () => {
        assert.deepEqual(
            [3600, 43200].map((seconds) => valueOf(parseSessionDurationSeconds(seconds))),
            [3600, 43200],
        );
        for (const seconds of [3599, 43201, 3600.5, -3600, NaN, Infinity]) {
            assert.equal(
                problemOf(parseSessionDurationSeconds(seconds)),
                `${seconds} is not a session's duration, which is 3600 to 43200 whole seconds`,
            );
        }
    });
});
