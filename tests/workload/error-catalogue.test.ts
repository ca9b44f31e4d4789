import { strict as assert } from "node:assert";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { errorCatalogue } from "../../workload/error-catalogue";
import { ERROR_TABLE } from "../../workload/error-table";
import { explain } from "../../workload/errors";
import { withoutSecrets } from "../../workload/without-secrets";
import { outsideToken } from "./issued-tokens";

const DOCS = join(__dirname, "..", "..", "workload", "docs");

describe("Error catalogue", () => {
    it("is made from the table that the kit uses", async () => {
        const written = await readFile(join(DOCS, "errors.md"), "utf8");
        assert.equal(written, errorCatalogue(), "run node --require tsx/cjs workload/write-error-catalogue.ts");
    });

    it("has every code once, with a sentence for cause and fix", () => {
        const codes = ERROR_TABLE.map(({ code }) => code);
        assert.deepEqual(
            codes.filter((code, index) => codes.indexOf(code) !== index),
            [],
        );
        for (const { code, from, cause, fix } of ERROR_TABLE) {
            assert.match(cause, /^[A-Z].*\.$/, code);
            assert.match(fix, /^[A-Z].*[.\])`)]$/, code);
            assert.equal(from === "Entra", /^AADSTS\d+$/.test(code), code);
        }
    });

    it("explains an unknown code under its own name, without a retry", () => {
        assert.deepEqual(explain("AADSTS999999"), {
            code: "AADSTS999999",
            from: "kit",
            cause: "The service refused with a code that the kit does not know.",
            fix: "Read the service's own message.",
            retry: "never",
        });
    });

    it("shows a vendor's words without what could be a token", () => {
        const token = outsideToken({ iss: "i" });
        assert.equal(withoutSecrets(`Bad token ${token}.\nsecond line`), "Bad token <token>");
        assert.equal(withoutSecrets(`Key ${"a".repeat(120)} refused`), "Key <removed> refused");
        assert.equal(withoutSecrets("arn:aws:iam::111122223333:role/orders"), "arn:aws:iam::111122223333:role/orders");
    });
});
