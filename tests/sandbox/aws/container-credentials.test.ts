import assert from "node:assert/strict";
import { Fixture, ORDERS_ROLE } from "./fixture";

describe("container credentials", () => {
    const fixture = new Fixture();
    const ask = (path: string, authorization?: string) =>
        fixture.aws.containerCredentials(
            new Request(`http://127.0.0.1${path}`, authorization === undefined ? {} : { headers: { authorization } }),
        );

    it("are a role's, for six hours", async () => {
        const response = await ask("/credentials/orders", fixture.aws.containerAuthorizationToken);
        assert.equal(response.status, 200);
        const body: unknown = await response.json();
        assert.ok(typeof body === "object" && body !== null);
        assert.deepEqual(Object.keys(body).sort(), [
            "AccessKeyId",
            "Expiration",
            "RoleArn",
            "SecretAccessKey",
            "Token",
        ]);
        assert.equal(Reflect.get(body, "RoleArn"), ORDERS_ROLE);
        const seconds = (Date.parse(String(Reflect.get(body, "Expiration"))) - fixture.clock.now().getTime()) / 1000;
        assert.ok(seconds > 21_590 && seconds <= 21_600);
    });

    it("are refused without the container's token, and for roles that do not exist", async () => {
        assert.equal((await ask("/credentials/orders")).status, 401);
        assert.equal((await ask("/credentials/orders", `${fixture.aws.containerAuthorizationToken}x`)).status, 401);
        assert.equal((await ask("/credentials/nobody", fixture.aws.containerAuthorizationToken)).status, 404);
        assert.equal((await ask("/", fixture.aws.containerAuthorizationToken)).status, 404);
    });

    it("are refused for roles that no AWS service may assume", async () => {
        const trust = (principal: object) =>
            JSON.stringify({
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" }],
            });
        await fixture.query("iam", "CreateRole", {
            RoleName: "people",
            AssumeRolePolicyDocument: trust({ AWS: ORDERS_ROLE }),
        });
        assert.equal((await ask("/credentials/people", fixture.aws.containerAuthorizationToken)).status, 403);
        await fixture.query("iam", "UpdateAssumeRolePolicy", {
            RoleName: "people",
            PolicyDocument: trust({ Service: "lambda.amazonaws.com" }),
        });
        assert.equal((await ask("/credentials/people", fixture.aws.containerAuthorizationToken)).status, 200);
    });
});
