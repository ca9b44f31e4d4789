import { randomBytes, randomUUID } from "node:crypto";
import { Hono } from "hono";
import { isEqual } from "../../core/is-equal";
import type { Handler } from "../../core/network";
import { evaluateTrust, trustedServices } from "../iam/trust";
import type { ServiceContext } from "../kernel/service";
import { startSession } from "../sts/session";

const SESSION_SECONDS = 6 * 3600;

export interface ContainerCredentials {
    /** `GET /credentials/<role name>`, as AWS_CONTAINER_CREDENTIALS_FULL_URI names it. */
    readonly handler: Handler;
    /** What the handler expects in the Authorization header. */
    readonly authorizationToken: string;
}

/**
 * Hands a workload the credentials of its role, as the agent of ECS does:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
 */
export function containerCredentials({ account, iam, credentials }: ServiceContext): ContainerCredentials {
    const authorizationToken = randomBytes(32).toString("base64url");
    const app = new Hono();
    app.get("/credentials/:role", (context) => {
        if (!isEqual(context.req.header("authorization") ?? "", authorizationToken)) {
            return context.json(
                {
                    code: "AccessDenied",
                    message: "The Authorization header is not the container's authorization token.",
                },
                401,
            );
        }
        const name = context.req.param("role");
        const role = iam.findRole(name);
        if (role === undefined) {
            return context.json({ code: "NoSuchRole", message: `The account has no role named ${name}.` }, 404);
        }
        const isTrusted = trustedServices(role).some(
            (service) =>
                evaluateTrust(role, "sts:AssumeRole", { kind: "service", service }, new Map(), account) === "direct",
        );
        if (!isTrusted) {
            return context.json(
                { code: "AccessDenied", message: `The trust policy of role ${name} lets no AWS service take it on.` },
                403,
            );
        }
        const request = { role, sessionName: randomUUID().replaceAll("-", ""), durationSeconds: SESSION_SECONDS };
        const session = startSession(request, account, credentials);
        return context.json({
            RoleArn: role.arn,
            AccessKeyId: session.accessKeyId,
            SecretAccessKey: session.secretAccessKey,
            Token: session.sessionToken,
            Expiration: session.expiresAt.toISOString(),
        });
    });
    return { handler: (request) => app.fetch(request), authorizationToken };
}
