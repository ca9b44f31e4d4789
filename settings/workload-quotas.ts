import type { Settings } from ".";
import { defaultIssuer } from "./workload-issuer";

const identityPoolsOfAnAccount = 1000;

/** What AWS allows only to accounts that have asked for more. https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
export function quotaWarnings({ region, workloads }: Pick<Settings, "region" | "workloads">): readonly string[] {
    const { length } = workloads.filter(({ issuer = defaultIssuer }) => issuer.kind === "cognito");
    return length > identityPoolsOfAnAccount
        ? [
              `cognito-entra:workloads: ${length} workloads need an identity pool each, but an AWS account has at most ${identityPoolsOfAnAccount} in ${region} until AWS raises the quota; ask for it in Service Quotas`,
          ]
        : [];
}
