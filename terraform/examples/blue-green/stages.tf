# The stages after source and build: each environment is migrated before it is deployed, and production only after an approval.
locals {
  staging    = module.environment["staging"].migrate
  production = module.environment["production"].migrate

  # What whoever approves wants to know: how the migration of staging went, and what the one of production would do.
  approval = join(" ", concat(
    ["Staging was migrated in #{${local.staging.namespace}.MIGRATION_SECONDS} s by #{${local.staging.namespace}.MIGRATION_TASK_ARN}: #{${local.staging.namespace}.MIGRATION_OUTCOME}."],
    var.preview ? ["Production: ${local.production.approval_action.configuration.CustomData}"] : [],
  ))

  deploy = { for name in local.environments : name => {
    name = "Deploy_${title(name)}"
    action = {
      name            = "Deploy"
      category        = "Deploy"
      owner           = "AWS"
      provider        = "CodeDeployToECS"
      version         = "1"
      input_artifacts = ["build"]
      configuration = {
        ApplicationName                = module.environment[name].codedeploy_application
        DeploymentGroupName            = module.environment[name].codedeploy_deployment_group
        TaskDefinitionTemplateArtifact = "build"
        TaskDefinitionTemplatePath     = "taskdef-${name}.json"
        AppSpecTemplateArtifact        = "build"
        AppSpecTemplatePath            = "appspec-${name}.yaml"
        Image1ArtifactName             = "build"
        Image1ContainerName            = "IMAGE1_NAME"
      }
    }
  } }

  # The preview is before the approval, which shows it; and in another stage than the migration, which its condition leaves out.
  stages = flatten([
    [{ name = local.staging.stage_name, action = local.staging.action }],
    [local.deploy["staging"]],
    [for action in local.production.preview_action[*] : { name = "Preview_Production", action = action }],
    [{ name = "Approve", action = {
      name          = "Approve"
      category      = "Approval"
      owner         = "AWS"
      provider      = "Manual"
      version       = "1"
      configuration = { CustomData = local.approval }
    } }],
    [{ name = local.production.stage_name, action = local.production.action, skip_condition = local.production.skip_condition }],
    [local.deploy["production"]],
  ])
}
