import { awsCommands, azureCommands, boundaryCommands, entraCommands } from "../readme/deployer-commands";
import { accountOf, deployerPermissions, type DeployerPermissions } from "../settings/deployer-permissions";
import { parsePermissionsArguments, PARTS, USAGE, type Part } from "./permissions-arguments";
import { PersonError } from "./person-error";
import { PROJECT_ROOT } from "./project";
import { PROJECT_NAME, readStackFile } from "./stack-file";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const policiesOfARole = 10;

/**
 * What `npm run permissions` prints: what whoever deploys needs, from the stack's file only.
 * @throws PersonError with one sentence.
 */
export async function printedPermissions(words: string[], folder = PROJECT_ROOT): Promise<string> {
    const args = parsePermissionsArguments(words);
    if (args === "help") {
        return USAGE;
    }
    const { stack, accountId, withoutBoundary, json, part } = args;
    const file = `Pulumi.${stack}.yaml`;
    const { permissionsBoundary, ...settings } = await readStackFile(stack, folder);
    const known = accountOf({ ...settings, ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }) });
    if (accountId !== undefined && known !== undefined && accountId !== known) {
        throw new PersonError(`--account ${accountId} is not the account of ${file}, which is ${known}.`);
    }
    if (permissionsBoundary === undefined && !withoutBoundary && (part === undefined || part === "aws")) {
        throw new PersonError(
            `${file} has no cognito-entra:permissionsBoundary, without which whoever deploys could make a caller's role an administrator: set it (npm run permissions -- boundary prints one), or ask for the wider permissions with --without-boundary.`,
        );
    }
    const isBounded = permissionsBoundary !== undefined && !withoutBoundary;
    const namePrefix = `${PROJECT_NAME}-${stack}`;
    const permissions = deployerPermissions(
        { ...settings, ...(isBounded ? { permissionsBoundary } : {}) },
        { namePrefix, accountId: accountId ?? known },
    );
    const parts = part === undefined ? PARTS.filter((each) => each !== "boundary" || isBounded) : [part];
    return json ? asJson(permissions, part) : parts.map((each) => text(each, permissions, namePrefix)).join("\n\n");
}

function asJson({ accountId, aws, boundary, ...others }: DeployerPermissions, part: Part | undefined): string {
    const all = { accountId, boundary, aws: { policies: aws }, ...others };
    return JSON.stringify(part === undefined ? all : all[part], undefined, 2);
}

function text(part: Part, permissions: DeployerPermissions, namePrefix: string): string {
    switch (part) {
        case "boundary":
            return section(
                "AWS, first: the permissions boundary of the workloads' roles",
                [
                    "An administrator makes it, and puts it on the callers' roles before anybody may deploy. On a role that does more than ask for tokens",
                    "it would forbid the rest: add what the role does to the document first.",
                    ...(permissions.boundary.arn === undefined
                        ? ["Then write its ARN into the stack's file, as cognito-entra:permissionsBoundary."]
                        : []),
                ],
                boundaryCommands(permissions, namePrefix),
            );
        case "aws":
            return section(
                "AWS: the policies of whoever deploys",
                [
                    ...(permissions.boundary.arn === undefined
                        ? [
                              "WITHOUT a permissions boundary: whoever holds these can make any caller's role an administrator.",
                          ]
                        : []),
                    ...(permissions.accountId === "*"
                        ? [
                              "Nothing in the stack's file names the account: give it with --account, so that the ARNs are exact.",
                          ]
                        : []),
                    ...(permissions.aws.length > policiesOfARole
                        ? [
                              `These are ${String(permissions.aws.length)} policies; IAM attaches ${String(policiesOfARole)} to a role, and 20 where its quota was raised.`,
                          ]
                        : []),
                    "DEPLOYER_ROLE is the name of the role that deploys.",
                ],
                awsCommands(permissions, namePrefix),
            );
        case "entra":
            return section(
                "Microsoft Entra ID: the permissions of whoever deploys",
                [
                    `An application needs ${permissions.entra.applicationPermissions.map(({ value }) => value).join(", ")} of Microsoft Graph, with an administrator's consent; a person needs the role`,
                    `${permissions.entra.directoryRole}. Either may change only what it has created itself. DEPLOYER_CLIENT_ID is the application's client id.`,
                ],
                entraCommands(permissions),
            );
        case "azure":
            return permissions.azure.length === 0
                ? section("Azure", ["Nothing: the stack assigns no role."], [])
                : section(
                      "Azure: the roles of whoever deploys",
                      [
                          "Only the roles that the stack assigns, only at their scopes, and only to service principals. DEPLOYER is the object id of the",
                          "service principal that deploys; of a person, with --assignee-principal-type User.",
                      ],
                      azureCommands(permissions),
                  );
    }
}

function section(heading: string, sentences: readonly string[], commands: readonly string[]): string {
    return [heading, "", ...sentences, ...commands.flatMap((command) => ["", command])].join("\n");
}
