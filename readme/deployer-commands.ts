import type { DeployerPermissions } from "../settings/deployer-permissions";

/**
 * The name of the deployer's policies. No workload's policy can have it, because whoever deploys may rewrite those, and
 * no workload's name has an underscore.
 */
function deployerPolicyNames({ aws }: DeployerPermissions, namePrefix: string): readonly string[] {
    return aws.map((_, index) => `${namePrefix}_deployer${aws.length === 1 ? "" : `-${String(index + 1)}`}`);
}

/** Makes the permissions boundary and puts it on the callers' roles; an administrator runs them once, first. */
export function boundaryCommands({ partition, boundary }: DeployerPermissions, namePrefix: string): readonly string[] {
    const arn = boundary.arn ?? `arn:${partition}:iam::$ACCOUNT:policy/${namePrefix}-boundary`;
    const [, path = "/", name = ""] = /:policy(\/(?:.+\/)?)([^/]+)$/.exec(arn) ?? [];
    const inPath = path === "/" ? "" : ` --path ${shellQuoted(path)}`;
    return [
        `aws iam create-policy --policy-name ${shellQuoted(name)}${inPath} --policy-document ${shellQuoted(JSON.stringify(boundary.document))}`,
        ...boundary.roleArns.map(
            (role) =>
                `aws iam put-role-permissions-boundary --role-name ${shellQuoted(role.slice(role.lastIndexOf("/") + 1))} \\\n    --permissions-boundary ${boundary.arn === undefined ? `"${arn}"` : shellQuoted(arn)}`,
        ),
    ];
}

/** Create the policies and attach them to the role `$DEPLOYER_ROLE`. */
export function awsCommands(permissions: DeployerPermissions, namePrefix: string): readonly string[] {
    const names = deployerPolicyNames(permissions, namePrefix);
    const account = permissions.accountId === "*" ? "$ACCOUNT" : permissions.accountId;
    return permissions.aws.flatMap((policy, index) => {
        const name = names[index] ?? "";
        return [
            `aws iam create-policy --policy-name ${shellQuoted(name)} --policy-document ${shellQuoted(JSON.stringify(policy))}`,
            `aws iam attach-role-policy --role-name "$DEPLOYER_ROLE" --policy-arn "arn:${permissions.partition}:iam::${account}:policy/${name}"`,
        ];
    });
}

/** Give the application `$DEPLOYER_CLIENT_ID` its permissions. */
export function entraCommands({ entra }: DeployerPermissions): readonly string[] {
    return [
        ...entra.applicationPermissions.map(
            ({ resourceAppId, id }) =>
                `az ad app permission add --id "$DEPLOYER_CLIENT_ID" --api ${resourceAppId} --api-permissions ${id}=Role`,
        ),
        'az ad app permission admin-consent --id "$DEPLOYER_CLIENT_ID"',
    ];
}

/** Assign the roles to the service principal with the object id `$DEPLOYER`. */
export function azureCommands({ azure }: DeployerPermissions): readonly string[] {
    return azure.map(({ roleDefinitionGuid, scope, condition }) =>
        [
            'az role assignment create --assignee-object-id "$DEPLOYER" --assignee-principal-type ServicePrincipal',
            `--role ${roleDefinitionGuid} --scope ${shellQuoted(scope)}`,
            `--condition-version 2.0 --condition ${shellQuoted(condition)}`,
        ].join(" \\\n    "),
    );
}

/** Quotes a string as one word for a POSIX shell. */
function shellQuoted(text: string): string {
    return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
