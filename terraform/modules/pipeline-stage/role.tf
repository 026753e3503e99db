resource "aws_iam_role" "this" {
  name_prefix          = "${substr(var.name, 0, 37)}-"
  description          = "What the migration stage ${var.name} may do"
  path                 = var.role.path
  permissions_boundary = var.role.boundary_arn
  tags                 = var.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "codebuild.amazonaws.com" }
      Condition = { ArnEquals = { "aws:SourceArn" = format(local.arn, "codebuild", "project/${var.name}") } }
    }]
  })
}

resource "aws_iam_role_policy" "build" {
  name   = "build"
  role   = aws_iam_role.this.name
  policy = jsonencode({ Version = "2012-10-17", Statement = local.policy })
}

# What CodeBuild asks for to put a build into a VPC.
resource "aws_iam_role_policy" "vpc" {
  count = var.vpc == null ? 0 : 1
  name  = "vpc"
  role  = aws_iam_role.this.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Find"
        Effect   = "Allow"
        Action   = ["ec2:DescribeDhcpOptions", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"]
        Resource = ["*"]
      },
      {
        Sid    = "Interface"
        Effect = "Allow"
        Action = ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"]
        Resource = concat(
          [format(local.arn, "ec2", "network-interface/*")],
          [for id in var.vpc.subnets : format(local.arn, "ec2", "subnet/${id}")],
          [for id in var.vpc.security_groups : format(local.arn, "ec2", "security-group/${id}")],
        )
      },
      {
        Sid       = "Lend"
        Effect    = "Allow"
        Action    = ["ec2:CreateNetworkInterfacePermission"]
        Resource  = [format(local.arn, "ec2", "network-interface/*")]
        Condition = { StringEquals = { "ec2:AuthorizedService" = "codebuild.amazonaws.com" } }
      },
    ]
  })
}

resource "aws_iam_role_policy" "caller" {
  name   = "migrate"
  role   = aws_iam_role.this.name
  policy = var.caller_policy_json
}
