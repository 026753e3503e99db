locals {
  # arn:PARTITION:ecs:REGION:ACCOUNT:cluster/NAME
  at      = split(":", var.cluster_arn)
  cluster = split("/", var.cluster_arn)[1]
  arn     = "arn:${local.at[1]}:%s:${local.at[3]}:${local.at[4]}:%s"

  revisions  = format(local.arn, "ecs", "task-definition/${var.task_definition}:*")
  tasks      = format(local.arn, "ecs", "task/${local.cluster}/*")
  in_cluster = { ArnEquals = { "ecs:cluster" = var.cluster_arn } }

  # What a run of a family needs. DescribeTaskDefinition and ListTasks know no resource that could be named.
  run = [
    { Sid = "Run", Action = ["ecs:RunTask"], Resource = [local.revisions], Condition = local.in_cluster },
    { Sid = "Watch", Action = ["ecs:DescribeTasks", "ecs:StopTask"], Resource = [local.tasks] },
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
    { Sid = "ListClusters", Action = ["ecs:ListClusters"], Resource = var.list_clusters ? ["*"] : [] },
    { Sid = "Register", Action = ["ecs:RegisterTaskDefinition"], Resource = var.register ? [local.revisions] : [] },
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
    {
      Sid       = "ListServices"
      Action    = ["ecs:ListServices"]
      Resource  = var.like_service == null ? [] : ["*"]
      Condition = local.in_cluster
    },
    { Sid = "AssumeRole", Action = ["sts:AssumeRole"], Resource = var.role_arn[*] },
    {
      Sid = "Pipeline"
      Action = [
        "codepipeline:GetPipeline",
        "codepipeline:GetPipelineExecution",
        "codepipeline:ListActionExecutions",
      ]
      Resource = [for pipeline in var.pipeline[*] : format(local.arn, "codepipeline", pipeline)]
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
    { Sid = "CallAgain", Action = ["lambda:InvokeFunction"], Resource = var.codedeploy_hook[*] },
  ]

  statements = [for statement in concat(local.run, local.features) :
    merge({ Effect = "Allow" }, statement) if length(statement.Resource) > 0
  ]
}
