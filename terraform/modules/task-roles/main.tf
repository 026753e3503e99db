data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition

  repositories = distinct(flatten([for image in var.images : [
    for it in regexall("^([0-9]{12})\\.dkr[.-]ecr(?:-fips)?\\.([a-z0-9-]+)\\.[a-z.]+/([^:@]+)", image) :
    "arn:${local.partition}:ecr:${it[1]}:${it[0]}:repository/${it[2]}"
  ]]))
  # A reference may go on with JSON key, version stage and version id; the secret is what stands before them.
  secrets = distinct([for it in var.secrets : join(":", slice(split(":", it), 0, 7)) if strcontains(it, ":secretsmanager:")])

  # Without a resource a statement is left out.
  statements = [
    { Sid = "Log", Resource = ["${var.log_group_arn}:log-stream:*"], Action = ["logs:CreateLogStream", "logs:PutLogEvents"] },
    { Sid = "Registry", Resource = length(local.repositories) > 0 ? ["*"] : [], Action = ["ecr:GetAuthorizationToken"] },
    {
      Sid      = "Pull"
      Resource = local.repositories
      Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    },
    { Sid = "Secrets", Resource = local.secrets, Action = ["secretsmanager:GetSecretValue"] },
    { Sid = "Parameters", Resource = distinct([for it in var.secrets : it if strcontains(it, ":ssm:")]), Action = ["ssm:GetParameters"] },
    { Sid = "Decrypt", Resource = var.secrets_kms_key_arns, Action = ["kms:Decrypt"] },
  ]

  roles = {
    execution = "What ECS needs to start ${var.name}"
    task      = "What the containers of ${var.name} may do"
  }
}

resource "aws_iam_role" "this" {
  for_each             = local.roles
  name_prefix          = "${substr(var.name, 0, 27)}-${each.key}-"
  description          = each.value
  permissions_boundary = var.boundary_arn
  path                 = var.path
  tags                 = var.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:ecs:${data.aws_region.current.id}:${local.account}:*" }
      }
    }]
  })
}

resource "aws_iam_role_policy" "execution" {
  name = "start"
  role = aws_iam_role.this["execution"].name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [for statement in local.statements : merge({ Effect = "Allow" }, statement) if length(statement.Resource) > 0]
  })
}

resource "aws_iam_role_policy" "task" {
  for_each = var.task_policies
  name     = each.key
  role     = aws_iam_role.this["task"].name
  policy   = each.value
}
