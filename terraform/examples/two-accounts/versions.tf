terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.99, < 7.0"
    }
  }
}

# The pipeline's account is that of whoever applies; in the environment's a role is taken.
provider "aws" {
  alias = "environment"

  assume_role {
    role_arn = var.environment_role_arn
  }
}
