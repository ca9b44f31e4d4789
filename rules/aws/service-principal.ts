import { accepted, refused, type Checked } from "../checked";
import { suggestionOrAll } from "../nearest";
import { quote } from "../quote";
import type { AwsRegion } from "./identifiers";
import { partitionOf } from "./partitions";

interface ComputeService {
    readonly principal: string;
    /** The service's actions for handing the role to the code it runs. */
    readonly actions: string | readonly string[];
    /** The service's other name in China. */
    readonly inChina?: string;
}

/**
 * The AWS services that run code under a role. All are named `<service>.amazonaws.com` in every partition; in China,
 * EC2 also has its older name.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services
 */
const computeServices: readonly ComputeService[] = [
    { principal: "lambda.amazonaws.com", actions: "sts:AssumeRole" },
    { principal: "ecs-tasks.amazonaws.com", actions: "sts:AssumeRole" },
    { principal: "ec2.amazonaws.com", actions: "sts:AssumeRole", inChina: "ec2.amazonaws.com.cn" },
    // https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
    { principal: "pods.eks.amazonaws.com", actions: ["sts:AssumeRole", "sts:TagSession"] },
    { principal: "tasks.apprunner.amazonaws.com", actions: "sts:AssumeRole" },
    { principal: "batch.amazonaws.com", actions: "sts:AssumeRole" },
    { principal: "bedrock-agentcore.amazonaws.com", actions: "sts:AssumeRole" },
    { principal: "codebuild.amazonaws.com", actions: "sts:AssumeRole" },
    { principal: "elasticmapreduce.amazonaws.com", actions: "sts:AssumeRole" },
    { principal: "emr-serverless.amazonaws.com", actions: "sts:AssumeRole" },
    { principal: "glue.amazonaws.com", actions: "sts:AssumeRole" },
    { principal: "kinesisanalytics.amazonaws.com", actions: "sts:AssumeRole" },
    { principal: "sagemaker.amazonaws.com", actions: "sts:AssumeRole" },
    { principal: "ssm.amazonaws.com", actions: "sts:AssumeRole" },
    { principal: "states.amazonaws.com", actions: "sts:AssumeRole" },
];

/**
 * Parses the name of an AWS service that can be given a role, or says which name was meant.
 *
 * @param region where the role is used; without it, any region's names are accepted
 */
export function parseServicePrincipal(text: string, region?: AwsRegion): Checked<string> {
    const inChina = region === undefined || partitionOf(region).id === "aws-cn";
    const allowed = computeServices.flatMap((service) =>
        inChina && service.inChina !== undefined ? [service.principal, service.inChina] : [service.principal],
    );
    if (allowed.includes(text)) {
        return accepted(text);
    }
    const meant = meantService(text) ?? suggestionOrAll(text, allowed);
    return refused(`${quote(text)} is not an AWS service that runs code under a role${meant}`);
}

/** For a name without its suffix (`lambda`) or with another partition's (`lambda.amazonaws.com.cn`). */
function meantService(text: string): string | undefined {
    const bare = text.toLowerCase().replace(/\.amazonaws\.com(?:\.cn)?$/, "");
    const found = computeServices.find(({ principal }) => principal === `${bare}.amazonaws.com`);
    return found === undefined ? undefined : `; did you mean "${found.principal}"?`;
}

/** The action or actions that a service's trust statement must allow. */
export function trustActions(servicePrincipal: string): string | readonly string[] {
    return computeServices.find(({ principal }) => principal === servicePrincipal)?.actions ?? "sts:AssumeRole";
}
