import { DeveloperIdentityProvider, FederatedWorkload } from "./components";
import { hideFramesOfPulumi } from "./components/stack-traces";
import { readme } from "./readme";
import { readSettings, type WorkloadSettings } from "./settings";

/** The stack's program: reads `Pulumi.<stack>.yaml` and deploys its workloads with their trust. */
export = async function stack() {
    hideFramesOfPulumi();
    const settings = readSettings();
    const identities = new DeveloperIdentityProvider("developer-identities", {
        profile: settings.awsProfile,
        assumeRoles: settings.awsAssumeRoles,
        ...settings.awsAccess,
        azuread: settings.azureadAccess,
    });
    const { region, tenantId, azureCloud, permissionsBoundary, tags, protect, createUnchecked } = settings;
    const workloads = settings.workloads.map((workload) => ({
        settings: workload,
        deployed: new FederatedWorkload(
            workload.name,
            {
                ...workloadArgs(workload),
                region,
                tenantId,
                azureCloud,
                permissionsBoundary,
                tags,
                protect,
                createUnchecked,
            },
            { providers: [identities] },
        ),
    }));
    return {
        workloads: Object.fromEntries(workloads.map(({ settings: { name }, deployed }) => [name, outputs(deployed)])),
        readme: await readme(
            settings,
            workloads.map(({ deployed }) => deployed),
        ),
    };
};

function workloadArgs({ caller, description, issuer, parameterPath, roleAssignments }: WorkloadSettings) {
    return {
        caller:
            caller.kind === "roles"
                ? { roles: caller.roleArns.map((arn) => ({ arn })) }
                : {
                      service: {
                          principal: caller.servicePrincipal,
                          maxSessionDurationSeconds: caller.maxSessionDurationSeconds,
                      },
                  },
        description,
        issuer,
        parameterPath,
        roleAssignments: roleAssignments.map((assignment) => ({ ...assignment, scope: assignment.scope.text })),
    };
}

/** What a consumer of the stack cannot easily derive. */
function outputs({ issuer, audience, subject, tenantId, clientId, principalId, ...deployed }: FederatedWorkload) {
    const { environment, parameterArns } = deployed;
    const published = parameterArns === undefined ? {} : { parameterArns };
    return { issuer, audience, subject, tenantId, clientId, principalId, environment, ...published };
}
