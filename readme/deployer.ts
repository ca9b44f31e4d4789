import type { Settings } from "../settings";
import { deployerPermissions, type DeployerContext, type DeployerPermissions } from "../settings/deployer-permissions";
import { azureCommands } from "./deployer-commands";
import { fill, type Template } from "./template";

/** The section on whoever deploys: the permissions that `npm run permissions` prints. */
export function deployerSection(
    template: Template,
    settings: Settings,
    context: DeployerContext & { readonly accountId: string },
): string {
    const permissions = deployerPermissions(settings, context);
    return fill(template, {
        accountId: context.accountId,
        tenantId: settings.tenantId,
        deployerPolicies: policyBlocks(permissions),
        boundary: boundarySentence(permissions),
        graphPermissions: permissions.entra.applicationPermissions.map(({ value }) => `\`${value}\``).join(", "),
        directoryRole: permissions.entra.directoryRole,
        grants: azureCommands(permissions).join("\n"),
    });
}

/** The IAM policies, a block each. */
function policyBlocks({ aws }: DeployerPermissions): string {
    return aws.map((policy) => `\`\`\`json\n${JSON.stringify(policy, undefined, 2)}\n\`\`\``).join("\n\n");
}

function boundarySentence({ boundary }: DeployerPermissions): string {
    return boundary.arn === undefined
        ? "There is no permissions boundary: whoever deploys can make a caller's role an administrator. Set `cognito-entra:permissionsBoundary`."
        : `Every role that may ask for tokens has the permissions boundary \`${boundary.arn}\`, which only an administrator changes.`;
}
