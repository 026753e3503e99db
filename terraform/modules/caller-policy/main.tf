locals {
  # arn:PARTITION:ecs:REGION:ACCOUNT:cluster/NAME
  at      = split(":", var.cluster_arn)
  cluster = split("/", var.cluster_arn)[1]
  arn     = "arn:${local.at[1]}:%s:${local.at[3]}:${local.at[4]}:%s"

  revisions  = format(local.arn, "ecs", "task-definition/${var.task_definition}:*")
  tasks      = format(local.arn, "ecs", "task/${local.cluster}/*")
  in_cluster = { ArnEquals = { "ecs:cluster" = var.cluster_arn } }

  # ECS Exec would open a shell in the container.
  run_conditions = merge(local.in_cluster, {
    StringEqualsIfExists = { for key in ["ecs:enable-execute-command"] : key => "false" if !var.execute_command }
  })
  stop_conditions = merge(local.in_cluster, {
    StringEquals = { for tag in var.stop_tag[*] : "aws:ResourceTag/${split("=", tag)[0]}" => join("=", slice(split("=", tag), 1, length(split("=", tag)))) }
  })

  # What a run of a family needs. DescribeTaskDefinition and ListTasks know no resource that could be named.
  run = [
    {
      Sid       = "Run"
      Action    = ["ecs:RunTask"]
      Resource  = [local.revisions]
      Condition = { for operator, keys in local.run_conditions : operator => keys if length(keys) > 0 }
    },
    { Sid = "Watch", Action = ["ecs:DescribeTasks"], Resource = [local.tasks] },
    {
      Sid       = "Stop"
      Action    = ["ecs:StopTask"]
      Resource  = [local.tasks]
      Condition = { for operator, keys in local.stop_conditions : operator => keys if length(keys) > 0 }
    },
    { Sid = "List", Action = ["ecs:ListTasks"], Resource = ["*"], Condition = local.in_cluster },
    { Sid = "Describe", Action = ["ecs:DescribeTaskDefinition"], Resource = ["*"] },
    { Sid = "Cluster", Action = ["ecs:DescribeClusters"], Resource = [var.cluster_arn] },
    { Sid = "Log", Action = ["logs:GetLogEvents"], Resource = ["${trimsuffix(var.log_group_arn, ":*")}:log-stream:*"] },
    {
      Sid       = "Pass"
      Action    = ["iam:PassRole"]
      Resource  = var.role_arns
      Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
    },
  ]

  # What each feature needs besides; a feature that is not wanted names no resource.
  features = [
    # A name that is wrong is asked for before the others are listed.
    { Sid = "AnyCluster", Action = ["ecs:DescribeClusters"], Resource = var.list_names ? [format(local.arn, "ecs", "cluster/*")] : [] },
    { Sid = "ListClusters", Action = ["ecs:ListClusters"], Resource = var.list_names ? ["*"] : [] },
    { Sid = "AnyService", Action = ["ecs:DescribeServices"], Resource = var.list_names ? [format(local.arn, "ecs", "service/${local.cluster}/*")] : [] },
    { Sid = "ListServices", Action = ["ecs:ListServices"], Resource = var.list_names ? ["*"] : [], Condition = local.in_cluster },
    {
      Sid       = "Register"
      Action    = ["ecs:RegisterTaskDefinition"]
      Resource  = var.register ? [local.revisions] : []
      Condition = { StringEqualsIfExists = { "ecs:privileged" = "false" } }
    },
    {
      Sid       = "RegisterTags"
      Action    = ["ecs:TagResource"]
      Resource  = var.register ? [local.revisions] : []
      Condition = { StringEquals = { "ecs:CreateAction" = "RegisterTaskDefinition" } }
    },
    { Sid = "Deregister", Action = ["ecs:DeregisterTaskDefinition"], Resource = var.deregister ? ["*"] : [] },
    {
      Sid       = "Tag"
      Action    = ["ecs:TagResource"]
      Resource  = var.tag ? [local.tasks] : []
      Condition = { StringEquals = { "ecs:CreateAction" = "RunTask" } }
    },
    {
      Sid      = "LikeService"
      Action   = ["ecs:DescribeServices"]
      Resource = [for service in var.like_service[*] : format(local.arn, "ecs", "service/${local.cluster}/${service}")]
    },
    { Sid = "AssumeRole", Action = ["sts:AssumeRole"], Resource = var.role_arn[*] },
    {
      Sid = "Pipeline"
      Action = [
        "codepipeline:GetPipeline",
        "codepipeline:GetPipelineExecution",
        "codepipeline:ListActionExecutions",
      ]
      Resource = [for pipeline in var.pipeline[*] : startswith(pipeline, "arn:") ? pipeline : format(local.arn, "codepipeline", pipeline)]
    },
    {
      Sid      = "Lambda"
      Action   = ["codepipeline:GetJobDetails", "codepipeline:PutJobFailureResult", "codepipeline:PutJobSuccessResult"]
      Resource = var.lambda ? ["*"] : []
    },
    {
      Sid      = "CodeDeployHook"
      Action   = ["codedeploy:PutLifecycleEventHookExecutionStatus"]
      Resource = var.codedeploy_hook == null ? [] : ["*"]
    },
    {
      Sid    = "EcsHook"
      Action = ["ecs:DescribeServiceRevisions"]
      # The reference requires both.
      Resource = flatten([for service in compact([try(var.hook_image.service, null)]) : [
        format(local.arn, "ecs", "service/${local.cluster}/${service}"),
        format(local.arn, "ecs", "service-revision/${local.cluster}/${service}/*"),
      ]])
    },
    { Sid = "FindPause", Action = ["ecs:ListServiceDeployments"], Resource = [for service in var.pause_hook[*] : format(local.arn, "ecs", "service/${local.cluster}/${service}")] },
    {
      Sid    = "PauseHook"
      Action = ["ecs:ContinueServiceDeployment", "ecs:DescribeServiceDeployments"]
      # The reference requires both.
      Resource = flatten([for service in var.pause_hook[*] : [
        format(local.arn, "ecs", "service/${local.cluster}/${service}"),
        format(local.arn, "ecs", "service-deployment/${local.cluster}/${service}/*"),
      ]])
    },
    { Sid = "LintServices", Action = ["ecs:DescribeServices", "ecs:ListServiceDeployments"], Resource = [for service in var.lint_services : format(local.arn, "ecs", "service/${local.cluster}/${service}")] },
    { Sid = "LintRevisions", Action = ["ecs:DescribeServiceDeployments", "ecs:DescribeServiceRevisions"], Resource = flatten([for service in var.lint_services : [for kind in ["service/%s/%s", "service-deployment/%s/%s/*", "service-revision/%s/%s/*"] : format(local.arn, "ecs", format(kind, local.cluster, service))]]) },
    # AWS knows no narrower resource than the group. Without this right, each log is read on its own.
    { Sid = "ManyLogs", Action = ["logs:FilterLogEvents"], Resource = var.many_targets ? [trimsuffix(var.log_group_arn, ":*"), "${trimsuffix(var.log_group_arn, ":*")}:*"] : [] },
    # AWS knows no resource for the second ones. Without these rights, a fleet says nothing about room.
    { Sid = "Quota", Action = ["servicequotas:GetServiceQuota"], Resource = var.many_targets ? [format(local.arn, "servicequotas", "fargate/*")] : [] },
    { Sid = "Room", Action = ["ec2:DescribeSubnets", "servicequotas:GetAWSDefaultServiceQuota"], Resource = var.many_targets ? ["*"] : [] },
    { Sid = "Deployment", Action = ["codedeploy:GetDeployment"], Resource = [for group in compact([try(var.hook_image.deployment_group, null)]) : format(local.arn, "codedeploy", "deploymentgroup:${group}")] },
    {
      Sid      = "AppSpec"
      Action   = ["codedeploy:GetApplicationRevision"]
      Resource = [for group in compact([try(var.hook_image.deployment_group, null)]) : format(local.arn, "codedeploy", "application:${split("/", group)[0]}")]
    },
    { Sid = "DeployedImage", Action = ["ecr:DescribeImages"], Resource = try(var.hook_image.repositories, []) },
    { Sid = "BuildLogin", Action = ["ecr:GetAuthorizationToken"], Resource = var.build == null ? [] : ["*"] },
    {
      Sid = "BuildPush"
      Action = [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
      ]
      Resource = var.build[*]
    },
    # The function itself, and its aliases and versions: CodeDeploy may call it by one.
    { Sid = "CallAgain", Action = ["lambda:InvokeFunction"], Resource = flatten([for it in var.codedeploy_hook[*] : [it, "${it}:*"]]) },
  ]

  statements = [for statement in concat(local.run, local.features) :
    merge({ Effect = "Allow" }, statement) if length(statement.Resource) > 0
  ]
}
