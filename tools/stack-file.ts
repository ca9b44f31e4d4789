import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { SandboxGrants } from "@cognito-entra/sandbox";
import { parseSettings, type Settings, SettingsError, settingKeys, showsAllMistakes } from "../settings";
import { accountOf, deployerPermissions, type DeployerPermissions } from "../settings/deployer-permissions";
import { PersonError } from "./person-error";
import { PROJECT_ROOT } from "./project";
import { configurationOf } from "./stack-file-yaml";

/** The project's name in `Pulumi.yaml`: with the stack's name, the prefix of every name in the clouds. */
export const PROJECT_NAME = "cognito-entra";

const EXAMPLE_ACCOUNT = "111122223333";

/** What the sandbox must know about a stack's settings, so that it creates the clouds that the stack names. */
export interface StackSurroundings {
    readonly accountId: string;
    readonly region: string;
    readonly tenantId: string;
    readonly subscriptionId: string;
    readonly callerRoleArns: readonly string[];
    readonly existingScopes: readonly string[];
    /** What `npm run permissions` prints for the stack. */
    readonly deployer: SandboxGrants;
}

/**
 * The settings in `Pulumi.<stack>.yaml`, by the rules of the stack's program.
 * @throws PersonError with every mistake in the file.
 */
export async function readStackFile(stack: string, folder = PROJECT_ROOT): Promise<Settings> {
    const file = join(folder, `Pulumi.${stack}.yaml`);
    const config = configurationOf(await readText(file), basename(file), settingKeys);
    try {
        return parseSettings(config, basename(file), {
            namePrefix: `${PROJECT_NAME}-${stack}`,
            showsAll: showsAllMistakes(),
        });
    } catch (error) {
        throw error instanceof SettingsError ? new PersonError(error.message) : error;
    }
}

/** The roles and scopes that the settings expect to exist, and what an administrator grants to whoever deploys. */
export function surroundingsOf(settings: Settings, stack: string): StackSurroundings {
    const { region, tenantId, subscriptionId, workloads } = settings;
    const callerRoleArns = workloads.flatMap(({ caller }) => (caller.kind === "roles" ? caller.roleArns : []));
    const accountId = accountOf(settings) ?? EXAMPLE_ACCOUNT;
    const permissions = deployerPermissions(settings, { namePrefix: `${PROJECT_NAME}-${stack}`, accountId });
    return {
        accountId,
        region,
        tenantId,
        subscriptionId,
        callerRoleArns: [...new Set(callerRoleArns)],
        existingScopes: [
            ...new Set(workloads.flatMap(({ roleAssignments }) => roleAssignments.map(({ scope }) => scope.text))),
        ],
        deployer: grantsOf(permissions),
    };
}

/** The permissions of whoever deploys, as data for the sandbox. */
export function grantsOf({ aws, azure, boundary }: DeployerPermissions): SandboxGrants {
    const { arn, document, roleArns } = boundary;
    const permissionsBoundary = arn === undefined ? undefined : { arn, document: JSON.stringify(document), roleArns };
    return {
        aws: {
            policies: aws.map((policy) => JSON.stringify(policy)),
            ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
        },
        azure: azure.map(({ role, scope, condition }) => ({ role, scope, condition })),
    };
}

async function readText(file: string): Promise<string> {
    try {
        return await readFile(file, "utf8");
    } catch (error) {
        const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
        throw new PersonError(
            isMissing
                ? `${basename(file)} does not exist: copy Pulumi.dev.yaml, or name another stack.`
                : `${basename(file)} could not be read: ${String(error)}`,
        );
    }
}
