output "cluster" {
  description = "Name of the cluster."
  value       = aws_ecs_cluster.this.name
}

output "url" {
  description = "Where the application is."
  value       = "http://${aws_lb.this.dns_name}"
}

output "migration_json" {
  description = "The migration's task definition, for instance to try it with `ecs-migrate run --local`."
  value       = module.migration.task_definition_json
}

output "migrate" {
  description = "The stage that migrates: `stage_name`, `action`, `pipeline_policy_json`."
  value       = module.migrate
}

output "policies" {
  description = "The policies of the environment's roles, by what they are for: for a reader, and for the tests."
  value       = { connect = local.connect, codedeploy = aws_iam_role.codedeploy.assume_role_policy }
}

output "codedeploy_application" {
  description = "The application in CodeDeploy."
  value       = aws_codedeploy_app.this.name
}

output "codedeploy_deployment_group" {
  description = "Its deployment group."
  value       = aws_codedeploy_deployment_group.this.deployment_group_name
}

output "taskdef" {
  description = "Template of the application's task definition: CodeDeploy puts the image in."
  # jsonencode writes < and > as escapes; CodePipeline looks for the words themselves.
  value = replace(replace(jsonencode({
    family                  = aws_ecs_task_definition.app.family
    requiresCompatibilities = ["FARGATE"]
    networkMode             = "awsvpc"
    cpu                     = "256"
    memory                  = "512"
    executionRoleArn        = module.app_roles.execution_role_arn
    taskRoleArn             = module.app_roles.task_role_arn
    containerDefinitions    = [merge(local.app_container, { image = "<IMAGE1_NAME>" })]
  }), "\\u003c", "<"), "\\u003e", ">")
}

output "appspec" {
  description = "Template of the deployment: CodeDeploy puts the task definition in."
  value       = <<-YAML
    version: 0.0
    Resources:
      - TargetService:
          Type: AWS::ECS::Service
          Properties:
            TaskDefinition: <TASK_DEFINITION>
            LoadBalancerInfo:
              ContainerName: app
              ContainerPort: ${var.container_port}
  YAML
}

output "deploy_policy_json" {
  description = "What the pipeline's role needs for the deployment."
  value = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "codedeploy:CreateDeployment", "codedeploy:GetApplication", "codedeploy:GetApplicationRevision", "codedeploy:GetDeployment",
          "codedeploy:GetDeploymentConfig", "codedeploy:RegisterApplicationRevision",
        ]
        Resource = [
          aws_codedeploy_app.this.arn,
          aws_codedeploy_deployment_group.this.arn,
          "arn:${data.aws_partition.current.partition}:codedeploy:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:deploymentconfig:*",
        ]
      },
      {
        Effect   = "Allow"
        Action   = ["ecs:RegisterTaskDefinition"]
        Resource = ["arn:${data.aws_partition.current.partition}:ecs:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:task-definition/${aws_ecs_task_definition.app.family}:*"]
      },
      {
        Effect    = "Allow"
        Action    = ["iam:PassRole"]
        Resource  = [module.app_roles.execution_role_arn, module.app_roles.task_role_arn]
        Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
      },
    ]
  })
}
